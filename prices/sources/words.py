"""What shops say in words, in the languages that they say it in: availability, condition, seller, and other pages."""

from __future__ import annotations

import re

from prices.sources.quote import Availability, Condition

# The first that matches counts, so that "not in stock" is not "in stock".
_STOCK_PHRASES: tuple[tuple[Availability, str], ...] = (
    (
        Availability.DISCONTINUED,
        (
            r"discontinued|no longer (?:available|sold|produced|made)|end of life|nicht mehr (?:lieferbar|"
            r"verfügbar|erhältlich)|ausverkauft und nicht mehr|auslaufartikel nicht|"
            r"n'est plus (?:disponible|commercialisé)|produit arrêté|descatalogado|ya no (?:está )?disponible|"
            r"fuori produzione|non più disponibile|"
            r"niet meer (?:leverbaar|verkrijgbaar)|uit het assortiment|utgått|udgået|utgått|descontinuado|"
            r"fora de linha|wycofany|停产|已下架|下架|販売終了|生産終了|取扱終了"
        ),
    ),
    (
        Availability.OUT_OF_STOCK,
        (
            r"out[ -]?of[ -]?stock|sold[ -]?out|(?:currently|temporarily) unavailable|(?:not|no longer|isn't|"
            r"un)[ -]?(?:currently )?(?:available|in stock)|none left|(?<!\d)0 (?:in stock|available|left)|"
            r"notify me when|email me when|back in stock soon|"
            r"nicht (?:auf lager|verfügbar|lieferbar|vorrätig|auf lager)|ausverkauft|vergriffen|derzeit nicht|"
            r"zurzeit nicht|momentan nicht|kein(?:e)? lagerbestand|nicht mehr vorrätig|"
            r"rupture(?: de stock)?|en rupture|indisponible|épuisé|non disponible|plus en stock|pas en stock|"
            r"hors stock|"
            r"agotado|sin stock|sin existencias|no disponible|fuera de stock|no hay existencias|"
            r"esgotado|sem estoque|indisponível|fora de estoque|produto indisponível|avise-me|sem stock|"
            r"esaurito|non disponibile|terminato|uitverkocht|niet (?:op voorraad|leverbaar|beschikbaar|voorradig)|"
            r"tijdelijk uitverkocht|"
            r"slut ?såld|slut i lager|ej i lager|inte i lager|finns ej|tillfälligt slut|udsolgt|ikke på lager|"
            r"ikke lager|utsolgt|ikke tilgjengelig|loppu|ei varastossa|"
            r"wyprzedan[ey]|niedostępn[ya]|brak (?:w magazynie|towaru)|vyprodáno|není skladem|nedostupné|"
            r"нет в наличии|stokta yok|tükendi|elfogyott|"
            r"缺货|缺貨|无货|無貨|售罄|售完|已售完|暂无库存|到货通知|補貨中|在庫(?:なし|切れ|がありません|無し)|"
            r"売り?切れ|品切れ?|完売|入荷待ち|欠品|품절|일시품절"
        ),
    ),
    (
        Availability.PREORDER,
        (
            r"pre-?order|presale|pre-sale|available for pre|vorbestell\w*|précommand\w*|pré-command\w*|preventa|"
            r"reserva(?:r)? ahora|pré-venda|pré-?encomenda|preordin\w*|prenota\w*|"
            r"förbeställ\w*|forudbestil\w*|forhåndsbestill\w*|przedsprzedaż|předobjedn\w*|预售|預售|预订|"
            r"予約(?:受付中|商品|販売)?|ご予約"
        ),
    ),
    (
        Availability.BACKORDER,
        (
            r"back-?order(?:ed)?|on order|made to order|special order|available (?:on|to) order|"
            r"ships? in \d+(?:\s?[-–]\s?\d+)? (?:weeks|months)|nachbestellt|auf bestellung|bestellt|"
            r"lieferbar in \d+ wochen|sur commande|en réapprovisionnement|bajo pedido|sob encomenda|su ordinazione|"
            r"in nabestelling|nabestelling|op bestelling|"
            r"beställningsvara|bestillingsvare|restordre|restnoterad|na zamówienie|na objednávku|お取り寄せ|"
            r"取り?寄せ|受注生産|需订货|訂貨|现订"
        ),
    ),
    (
        Availability.LIMITED,
        (
            r"only (?:a )?(?:\d+|few|one|two|three) (?:items? |units? |pieces? )?(?:left|remaining|available|"
            r"in stock)|(?:only|just) \d+ (?:left|remaining|available|in stock)|last (?:one|item|piece|unit|"
            r"few)s?\b|"
            r"(?<!\d )\d+ (?:items? |units? )?left\b|low (?:in )?stock|limited (?:stock|availability|quantit\w*)|"
            r"almost gone|few left|hurry|nearly sold out|running low|"
            r"nur noch (?:\d+|wenige|eins?)|noch \d+ (?:stück|auf lager|verfügbar)|letzte(?:s|r)? (?:stück|"
            r"exemplar)\w*|wenige (?:stück|auf lager)|geringer bestand|begrenzt verfügbar|knapp\w* bestand|"
            r"plus que \d+|il (?:ne )?reste (?:plus )?(?:que )?\d+|derni(?:er|ère)s? (?:pièces?|articles?|"
            r"exemplaires?)|stock (?:limité|faible)|"
            r"(?:solo |sólo )?quedan? (?:solo |sólo )?\d+|últim[ao]s? (?:unidad(?:es)?|piezas?|disponible)|"
            r"pocas unidades|stock limitado|(?:apenas|somente|só|restam(?: apenas)?) \d+|últimas unidades|"
            r"últimas peças|"
            r"solo \d+ (?:rimast|disponibil|pezz)\w*|ultimi (?:pezzi|\d+)|ne restano|disponibilità limitata|"
            r"nog (?:maar|slechts) \d+|nog \d+ (?:op voorraad|stuks)|laatste (?:stuks?|exemplar\w*)|"
            r"beperkte voorraad|"
            r"(?:bara|endast) \d+ (?:kvar|st|i lager)|få (?:kvar|i lager)|begränsat|kun \d+ (?:tilbage|igjen|"
            r"på lager|stk)|få (?:tilbage|igjen|på lager)|ostatni\w* sztuk\w*|poslední|"
            r"仅剩|僅剩|库存紧张|即将售罄|残り(?:わずか|僅か|あと)?\s?\d*|在庫(?:わずか|僅少|残少|残りわずか)|"
            r"残りわずか|残り\d+点|あと\d+点"
        ),
    ),
    (
        Availability.IN_STOCK,
        (
            r"in[ -]?stock|(?:more than |over |\+)?\d+\+? (?:pieces |items |units )?available|available (?:now|"
            r"for (?:delivery|shipping|purchase|immediate))|available\b(?! in| at| from| on| for| to| with)|"
            r"ready to ship|ships (?:today|now|immediately|same day|within 24|in 24)|"
            r"ready for (?:shipping|dispatch|pickup)|auf lager|sofort (?:lieferbar|verfügbar|versandfertig)|"
            r"vorrätig|lagernd|lieferbar\b|verfügbar\b|ab lager|versandfertig|an lager|"
            r"en stock|disponible\b|expédié sous|in stock|hay stock|en existencia|con stock|em estoque|em stock|"
            r"disponível\b|pronta entrega|disponibile\b|disponibilità immediata|in magazzino|"
            r"op voorraad|voorradig|direct leverbaar|morgen in huis|leverbaar\b|i lager|finns i lager|på lager|"
            r"lagervara|lagerstatus: \d+|varastossa|dostępn[ya]\b|w magazynie|na stanie|na magazynie|"
            r"skladem|в наличии|stokta\b|raktáron|în stoc|на складе|有货|有貨|现货|現貨|有库存|库存充足|"
            r"在庫(?:あり|有り|有|○|◎|豊富)|即納|即日出荷|在庫：?\s?\d+|재고 ?있음"
        ),
    ),
)
STOCK = tuple(
    (
        value,
        re.compile(
            rf"(?<![^\W\d_])(?:{words})"
            if value is not Availability.OUT_OF_STOCK
            else rf"(?<![^\W\d_])(?:{words})|unavailable",
            re.IGNORECASE,
        ),
    )
    for value, words in _STOCK_PHRASES
)
_CJK_STOCK = tuple(
    (value, re.compile("|".join(each for each in words.split("|") if re.search(r"[\u3040-\u9fff]", each))))
    for value, words in _STOCK_PHRASES
)
_NOT_STOCK = re.compile(
    r"in[ -]stock (?:alert|notification|items|products|only)|stock photo|back in stock|when (?:it is |it's |"
    r"this is )?(?:back )?in stock|if (?:not |out of )|reviews?|ratings?|"
    r"at your (?:local )?store|in store|pickup|pick up|click & collect|abholung|filiale|find in|check (?:stock|"
    r"availability)|colou?rs? available|also available|sizes? available|coupon|"
    r"versand(?:kosten)?frei lieferbar|warranty",
    re.IGNORECASE,
)
_NOT_ALWAYS = re.compile(r"^\s*(?:notify|email) me when|^\s*back in stock soon", re.IGNORECASE)
LONGEST_PHRASE = 140  # characters of a line that can be a word on stock; longer ones are descriptions


def stock_of(text: str) -> tuple[Availability, str]:
    """Give what a line of text says about availability, with the words that say it."""
    if len(text) <= LONGEST_PHRASE:
        for sentence in _SENTENCE.split(text):
            if (value := _stock_of(sentence)) is not Availability.UNKNOWN:
                return value, text
    return Availability.UNKNOWN, ""


_SENTENCE = re.compile(r"(?<=[.!?。！])\s+")


def _stock_of(sentence: str) -> Availability:
    if _NOT_STOCK.search(sentence) and not _NOT_ALWAYS.search(sentence):
        return Availability.UNKNOWN
    for pairs in (STOCK, _CJK_STOCK):
        for value, pattern in pairs:
            if pattern.pattern and pattern.search(sentence):
                return value
    return Availability.UNKNOWN


# One word as machine fields have it, without what is no letter.
STOCK_WORDS = {
    "instock": Availability.IN_STOCK, "instoreonly": Availability.IN_STOCK, "onlineonly": Availability.IN_STOCK,
    "available": Availability.IN_STOCK,
    "instockonline": Availability.IN_STOCK, "true": Availability.IN_STOCK, "yes": Availability.IN_STOCK,
    "1": Availability.IN_STOCK, "purchasable": Availability.IN_STOCK,
    "buyable": Availability.IN_STOCK, "addtocart": Availability.IN_STOCK, "buy": Availability.IN_STOCK,
    "onstock": Availability.IN_STOCK, "readytoship": Availability.IN_STOCK,
    "limitedavailability": Availability.LIMITED, "lowstock": Availability.LIMITED, "limited": Availability.LIMITED,
    "limitedstock": Availability.LIMITED, "lowinstock": Availability.LIMITED,
    "fewleft": Availability.LIMITED,
    "preorder": Availability.PREORDER, "presale": Availability.PREORDER, "comingsoon": Availability.PREORDER,
    "backorder": Availability.BACKORDER, "backordered": Availability.BACKORDER,
    "madetoorder": Availability.BACKORDER, "availablefororder": Availability.BACKORDER,
    "onbackorder": Availability.BACKORDER, "onorder": Availability.BACKORDER, "specialorder": Availability.BACKORDER,
    "pending": Availability.BACKORDER,
    "outofstock": Availability.OUT_OF_STOCK, "soldout": Availability.OUT_OF_STOCK, "oos": Availability.OUT_OF_STOCK,
    "reserved": Availability.OUT_OF_STOCK,
    "unavailable": Availability.OUT_OF_STOCK, "notavailable": Availability.OUT_OF_STOCK,
    "notinstock": Availability.OUT_OF_STOCK, "false": Availability.OUT_OF_STOCK,
    "nostock": Availability.OUT_OF_STOCK,
    "no": Availability.OUT_OF_STOCK, "0": Availability.OUT_OF_STOCK, "outstock": Availability.OUT_OF_STOCK,
    "currentlyunavailable": Availability.OUT_OF_STOCK,
    "temporarilyunavailable": Availability.OUT_OF_STOCK, "temporarilyoutofstock": Availability.OUT_OF_STOCK,
    "discontinued": Availability.DISCONTINUED, "endoflife": Availability.DISCONTINUED,
    "eol": Availability.DISCONTINUED, "retired": Availability.DISCONTINUED,
}  # fmt: skip
CONDITION_WORDS = {
    "new": Condition.NEW, "newcondition": Condition.NEW, "brandnew": Condition.NEW, "factorysealed": Condition.NEW,
    "sealed": Condition.NEW, "neu": Condition.NEW, "neuf": Condition.NEW, "nuevo": Condition.NEW,
    "novo": Condition.NEW, "nuovo": Condition.NEW, "nieuw": Condition.NEW, "neuware": Condition.NEW,
    "ny": Condition.NEW, "newother": Condition.OPEN_BOX,
    "openbox": Condition.OPEN_BOX, "openboxcondition": Condition.OPEN_BOX, "bware": Condition.OPEN_BOX,
    "likenew": Condition.OPEN_BOX, "opened": Condition.OPEN_BOX,
    "refurbished": Condition.REFURBISHED, "refurbishedcondition": Condition.REFURBISHED,
    "renewed": Condition.REFURBISHED, "certifiedrefurbished": Condition.REFURBISHED,
    "sellerrefurbished": Condition.REFURBISHED, "manufacturerrefurbished": Condition.REFURBISHED,
    "refurb": Condition.REFURBISHED, "reconditioned": Condition.REFURBISHED,
    "recertified": Condition.REFURBISHED, "generalüberholt": Condition.REFURBISHED,
    "reconditionné": Condition.REFURBISHED, "reacondicionado": Condition.REFURBISHED,
    "recondicionado": Condition.REFURBISHED,
    "used": Condition.USED, "usedcondition": Condition.USED, "damagedcondition": Condition.USED,
    "preowned": Condition.USED, "secondhand": Condition.USED, "usedgood": Condition.USED,
    "usedlikenew": Condition.USED,
    "usedverygood": Condition.USED, "usedacceptable": Condition.USED, "gebraucht": Condition.USED,
    "occasion": Condition.USED, "usado": Condition.USED, "usato": Condition.USED, "forparts": Condition.USED,
    "gebruikt": Condition.USED, "begagnad": Condition.USED, "brugt": Condition.USED, "brukt": Condition.USED,
    "中古": Condition.USED, "二手": Condition.USED, "新品": Condition.NEW, "全新": Condition.NEW,
}  # fmt: skip
# In running text; "new" is said of too much to mean anything there.
CONDITION_TEXT = (
    (Condition.OPEN_BOX, re.compile(r"\bopen[ -]?box\b|\bB-Ware\b|開封品|开箱", re.IGNORECASE)),
    (
        Condition.REFURBISHED,
        re.compile(
            r"\b(?:certified |seller |manufacturer |factory )?(?:refurbished|refurb|renewed|reconditioned|"
            r"recertified)\b|generalüberholt|refurbed|wiederaufbereitet|reconditionnée?|"
            r"reacondicionad[oa]|recondicionad[oa]|ricondizionat[oa]|rigenerat[oa]|gereviseerd|renoverad|"
            r"refurbishet|整備済|再生品|官翻|翻新|リファービッシュ",
            re.IGNORECASE,
        ),
    ),
    (
        Condition.USED,
        re.compile(
            r"\b(?:used|pre-?owned|second[ -]?hand|gebraucht\w*|d'occasion|occasion|usad[oa]|segunda mano|"
            r"seminovo|usat[oa]|tweedehands|gebruikt|begagnad|brugt|brukt|używan[ye])\b|中古|二手",
            re.IGNORECASE,
        ),
    ),
)
CONDITION_LABEL = re.compile(
    r"(?:item )?(?:condition|zustand|état|estado|condição|condizioni?|conditie|staat|skick|stand|stan|状態|"
    r"コンディション|成色)\s*[:：\-]\s*(?P<said>[^|\n]{2,60})",
    re.IGNORECASE,
)
BUTTON = re.compile(
    r"^\W*(?:add (?:item )?to (?:my )?(?:cart|basket|bag|trolley)|buy(?: it)? now|buy|purchase|order now|add|"
    r"in den (?:warenkorb|einkaufswagen)(?: legen)?|zum warenkorb hinzufügen|(?:jetzt )?kaufen|sofort-?kaufen|"
    r"in den warenkorb|"
    r"ajouter au (?:panier|cart)|acheter(?: maintenant)?|añadir (?:al carrito|a la cesta|a la bolsa)|"
    r"agregar al carrito|comprar(?: ahora| ya| agora)?|adicionar ao carrinho|colocar no carrinho|"
    r"adicionar à sacola|"
    r"aggiungi al carrello|acquista(?: ora)?|(?:in|toevoegen aan)(?: de)?(?: mijn)? (?:winkelwagen|winkelmand|"
    r"mandje|winkelmandje)|bestellen|nu kopen|kopen|lägg i (?:varukorg\w*|kundvagn\w*)|köp(?: nu)?|"
    r"læg i (?:kurv\w*|indkøbskurv\w*)|køb(?: nu)?|legg i (?:handlekurv\w*|handlevogn\w*)|kjøp(?: nå)?|"
    r"lisää (?:ostoskoriin|koriin)|(?:dodaj )?do koszyka|kup teraz|do košíku|vložit do košíku|koupit|в корзину|"
    r"купить|sepete ekle|kosárba|"
    r"加入购物车|加入購物車|立即购买|立即購買|马上抢|カートに(?:入れる|追加)|かごに(?:入れる|追加)|"
    r"買い物かごに入れる|今すぐ(?:買う|購入)|購入する|ご購入手続きへ|장바구니|구매하기)\W*$",
    re.IGNORECASE,
)
PREORDER_BUTTON = re.compile(
    r"^\W*(?:pre-?order(?: now)?|(?:jetzt )?vorbestellen|précommander|reservar|pré-?(?:venda|encomendar)|"
    r"förbeställ|予約(?:する|注文)?|预订|立即预订)\W*$",
    re.IGNORECASE,
)
SELLER = re.compile(
    r"(?:(?:ships|shipped|dispatched)(?: from)? (?:and|&) sold by|sold (?:and (?:shipped|fulfilled|"
    r"dispatched) )?by|sold (?:&|and) shipped by|verkauf(?: und versand)? durch|"
    r"verkauft (?:und versandt )?(?:von|durch)|verkäufer(?:in)?\s*:|händler\s*:|anbieter\s*:|"
    r"vendu(?: et expédié)? par|vendeur\s*:|vendido (?:e entregue |y enviado |e enviado )?por|vendedor\s*:|"
    r"venduto (?:e spedito )?da|venditore\s*:|verkocht (?:en verzonden )?door|verkoper\s*:|"
    r"säljs (?:och levereras )?av|säljare\s*:|"
    r"sælges af|sælger\s*:|selges av|selger\s*:|sprzedawca\s*:|seller\s*:|merchant\s*:|(?:販売元|出品者|販売者|"
    r"ショップ)\s*[:：]|(?:卖家|商家|店铺|销售方)\s*[:：])\s*(?P<name>[^|\n;(]{2,80})",
    re.IGNORECASE,
)
SELLER_END = re.compile(
    r"\s+(?:and (?:fulfilled|ships|shipped|delivered|dispatched)|und versand|et expédié|y enviado|e entregue|"
    r"ships from|fulfilled by|shipped by|view|visit|\d[\d.,]*\s?%).*$|[,;•·].*$|\.(?:\s.*)?$",
    re.IGNORECASE,
)

BESIDE_HEADING = re.compile(
    r"\W*(?:customers? (?:who|also)|(?:frequently|often) bought|bought together|you (?:may|"
    r"might) (?:also )?(?:like|be interested)|related (?:products?|items?)|similar (?:products?|items?)|"
    r"recommended|recommendations|sponsored|"
    r"recently viewed|your (?:browsing )?history|more (?:like this|from|products|to (?:consider|explore)|"
    r"items)|other (?:sellers|products|customers|items|offers)|compare (?:with|similar|to)|accessories|"
    r"people also|also (?:bought|viewed|consider|available from)|complete (?:the|your)|"
    r"pairs well|deals|best ?sellers|popular|trending|top picks|shop more|explore more|add-ons?|add a |"
    r"protection plans?|trade[ -]in|customer reviews|questions|new & used|buying options|"
    r"(?:andere |weitere )?kunden|(?:wird )?oft zusammen|ähnliche|zubehör|passend\w*|das könnte|dazu passt|"
    r"empfehl\w*|zuletzt (?:angesehen|gesehen)|weitere (?:artikel|produkte|angebote)|"
    r"les clients|produits? (?:similaires?|associés|complémentaires)|vous aimerez|fréquemment achetés|"
    r"souvent achetés|accessoires|vus récemment|nos clients|"
    r"los clientes|productos? (?:relacionados?|similares)|comprados juntos|también te|quienes (?:compraron|"
    r"vieron)|accesorios|te puede interesar|vistos recientemente|"
    r"quem (?:comprou|viu)|produtos? (?:relacionados?|similares|recomendados)|compre junto|aproveite e|"
    r"você também|clientes também|acessórios|"
    r"(?:altri )?(?:i )?clienti|prodotti (?:correlati|simili|consigliati)|spesso comprati|potrebbe|accessori|"
    r"(?:anderen|klanten) |gerelateerde|vergelijkbare|vaak samen|andere (?:producten|klanten)|"
    r"andra (?:köpte|kunder)|relaterade|liknande|tillbehör|rekommenderade|andre (?:købte|kjøpte|kunder)|"
    r"relaterede|relaterte|lignende|tilbehør|podobne|akcesoria|klienci|"
    r"关联|相关(?:商品|推荐)|猜你喜欢|推荐|为你推荐|看了又看|买了又买|搭配|配件|相關|關聯|関連(?:商品)?|"
    r"おすすめ|この商品を(?:買った|見た|チェック)|よく一緒に|最近(?:見た|チェック)|あわせて|類似)",
    re.IGNORECASE,
)
BOT = re.compile(
    r"not a robot|are you (?:a )?(?:human|robot|person)|robot check|bot check|verify (?:that )?you(?:'|"
    r" a)?re (?:a )?human|verify you are|human verification|security (?:check|verification)|"
    r"enter the characters|just a moment|checking your browser|attention required|"
    r"press (?:&|and) hold|pardon our interruption|access (?:to this page has been )?denied|unusual traffic|"
    r"automated (?:access|requests|traffic)|enable (?:javascript|cookies) (?:and|to continue)|ddos protection|"
    r"captcha|request blocked|you have been blocked|"
    r"kein roboter|sicherheitsüberprüfung|sicherheitsprüfung|sind sie ein mensch|vous n'êtes pas un robot|"
    r"pas un robot|êtes[- ]vous un (?:humain|robot)|vérification de sécurité|no eres un robot|no soy un robot|"
    r"verificación de seguridad|não (?:é|sou) um robô|"
    r"non (?:sei|sono) un robot|geen robot|inte en robot|ikke en robot|安全验证|人机验证|验证码|滑动验证|"
    r"身份验证|ロボットではありません|画像認証|ロボットでは|セキュリティ確認",
    re.IGNORECASE,
)
ERROR = re.compile(
    r"^\W*(?:error\s*)?(?:40[0-9]|410|429|50[0-9])\b(?!\s?(?:gb|w|mm|v|series))|(?:page|product|item|"
    r"site) (?:was |can ?not be |could not be |couldn't be )?(?:not found|found|be found)$|page (?:not found|"
    r"doesn't exist|does not exist|unavailable|isn't available)|product not found|item not found|not found\W*$|"
    r"something went wrong|service (?:temporarily )?unavailable|internal server error|bad gateway|(?:we're |"
    r"we are )sorry|^\W*(?:oops|sorry|whoops|uh[- ]oh|hoppla|ups)\b|too many requests|forbidden|"
    r"under maintenance|down for maintenance|an error (?:has )?occurred|"
    r"(?:seite|produkt|artikel) (?:wurde )?nicht gefunden|fehler(?:seite)?\b.*\d{3}|ein fehler ist|"
    r"wartungsarbeiten|page (?:introuvable|non trouvée)|erreur \d{3}|une erreur|página no encontrada|"
    r"error \d{3}|página não encontrada|erro \d{3}|pagina non trovata|errore|"
    r"pagina niet gevonden|sidan (?:hittades inte|kunde inte)|siden (?:ble ikke|blev ikke|findes ikke|"
    r"finnes ikke)|nie znaleziono|页面不存在|找不到|页面(?:丢失|未找到)|ページが見つかりません|お探しのページ|"
    r"エラー|該当する商品",
    re.IGNORECASE,
)
LISTING = re.compile(
    r"search results?|results? for|\d[\d,.]* (?:results|items|products)\b|showing \d+|you searched|"
    r"suchergebnis\w*|ergebnisse? (?:für|zu)|\d+ (?:ergebnisse|artikel|treffer|produkte)\b|résultats?|"
    r"resultados?|risultati|zoekresultaten|resultaten|sökresultat|søgeresultat\w*|søkeresultat\w*|"
    r"wyniki wyszukiwania|搜索结果|检索结果|検索結果|の検索|^all \w+(?: \w+)?$|^(?:category|kategorie|"
    r"catégorie|categoría)\b|^shop all\b|^best \w+ (?:of|in) \d{4}|wish ?list|^compare\b",
    re.IGNORECASE,
)
NO_PRICE = re.compile(
    r"(?:see|view|add to|shown in)[\w ]* (?:price )?(?:in|to) (?:your )?(?:cart|basket|checkout)(?: to see)?|"
    r"(?:price|see) in cart|add to cart to see price|(?:log|sign) ?in (?:for|to (?:see|view)|"
    r"required)[\w ]*price|login (?:for|to see|to view) prices?|call for (?:price|pricing)|price on (?:request|"
    r"application)|request (?:a )?(?:quote|price)|"
    r"contact (?:us )?for (?:price|pricing)|preis auf anfrage|auf anfrage|anmelden[, ]+um (?:den )?preis\w*|"
    r"prix sur demande|connectez-vous pour|precio a consultar|consultar precio|inicia sesión para ver|"
    r"preço sob consulta|sob consulta|prezzo su richiesta|prijs op aanvraag|log in voor|pris på förfrågan|"
    r"logga in för|询价|登录(?:后)?(?:查看|可见)|价格面议|面议|お問い合わせ|ログインして価格|価格はカート|"
    r"カートに入れて価格|オープン価格",
    re.IGNORECASE,
)
AUCTION = re.compile(
    r"current bid|starting bid|place (?:a |your )?bid|bid now|winning bid|time left|enter .{0,20} or more|"
    r"\d+ bids?\b|aktuelles gebot|startgebot|bieten\b|gebot abgeben|\d+ gebote?\b|enchère (?:actuelle|"
    r"en cours)|faire une enchère|placer une enchère|puja (?:actual|más)|pujar|oferta atual|dar lance|"
    r"lance atual|offerta attuale|fai un'offerta|huidig bod|bied nu|現在(?:の)?価格|入札する|入札件数|"
    r"オークション|当前出价|起拍价|我要出价",
    re.IGNORECASE,
)
