"""Prices inside a text, each with what the words around it make of it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from prices.sources.amount import LARGEST, money, number_of, plain
from prices.sources.currency import CODES, MARK
from prices.sources.quote import NoOfferError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

MOST = 200  # prices of one text; a product page has some dozens
NEAR = 48  # characters before a price that can say what it is
MOST_REDUCED = 4  # an old price is at most so many times the new one
MYRIAD, LAKH = 10_000, 100_000
LONGEST_TEXT = 2_000  # characters of one line that are looked at


class Role(IntEnum):
    """What a price in a text is, the better the higher."""

    NOT_THE_PRICE = 0  # an old or list price, shipping, an instalment, a saving
    DOUBTFUL = 1  # "regular price", without tax: the price where there is no other
    PRICE = 2
    NAMED = 3  # "our price", "now", "cash"


@dataclass(frozen=True, slots=True)
class Mention:
    """A price in a text; `mark` is its currency as written, empty if there is none."""

    amount: Decimal
    mark: str
    role: Role
    is_from: bool
    excerpt: str
    is_bid: bool = False
    is_direct: bool = False


_NUMBER = r"(?:\d{1,3}(?:[ ]\d{3})+(?:[.,]\d{1,2})?(?![\d])|\d[\d.,']*\d(?![\d])|\d|(?<![\d.,])[.,]\d{2}(?!\d))"
_PRICE = re.compile(
    r"(?=\D{0,16}\d)"  # only to be fast: a currency, a sign and spaces before the number are no longer
    rf"(?P<minus>(?:(?<![\w.,:/)\-€$£])-|^-[ ])(?=\d|{MARK}))?"
    rf"(?:(?:(?P<code>{MARK})[ ]?)?(?P<mark>{MARK})[ ]?(?P<minus2>-(?=\d))?|(?<![0-9A-Za-z\u00c0-\u024f_.,]))"
    rf"(?P<number>{_NUMBER})(?:\^(?P<raised>\d\d))?"
    rf"(?P<tail>[ ]?[.,:][ ]?-{{1,2}}(?!\d)|-{{1,2}}(?![\d \-]|$)|"
    rf":(?P<ore>\d\d)(?![\d:]))?(?:(?P<myriad>万)(?:(?P<thousands>\d)千)?(?P<rest>\d{{1,4}}(?!\d))?|"
    rf"[ ](?P<lakh>lakhs?|lacs?)\b)?"
    rf"(?:[ ]?(?P<percent>%)|[ ]?(?P<euro>€)[ ](?P<split>\d\d)(?=\W*$)|(?<=\d)[ ](?P<lone>\d\d)(?=\W*$)|"
    rf"(?(mark)(?!)|(?<=[.,]\d\d)[ ]?(?P<noted>{MARK})(?=\d\W*$))|(?P<tight>[€$])(?P<cents>\d\d)(?![\d.,])|"
    rf"(?P<after>{MARK})|[ ](?P<apart>{MARK})(?![ ]?\d))?",
    re.IGNORECASE,
)
# Every list below is of words as they stand before or after a price; languages are mixed, since pages mix them.
_OLD = (
    r"was:?|were|before|previously|originally|original price|orig\.?|list(?:\s?price)?|msrp|mrp|rrp|srp|pvpr|"
    r"pvp recomendado|uvp\*?|uvp des herstellers|"
    r"compare(?:d)? at|typical(?: price)?|statt|vorher|früher|bisher(?:iger preis)?|alter preis|"
    r"ehemaliger \w*preis|listenpreis|streichpreis|"
    r"unverb\w*\.? preisempf\w*\.?|au lieu de|avant|ancien prix|prix (?:barré|(?:de vente )?conseillé|de base|"
    r"d'origine)|"
    r"antes|precio (?:anterior|de lista|original)|"
    r"pre[cç]o (?:anterior|de lista|original)|anziché|invece di|prezzo (?:consigliato|precedente|di listino|"
    r"originale)|adviesprijs|van|oude prijs|"
    r"tidigare(?: lägsta)?(?: pris)?|ord(?:inarie|\.)?\s?pris|rek\.?\s?pris|veil\.?(?: pris)?|førpris|før|zamiast|"
    r"cena (?:katalogowa|poprzednia)|původně|"
    r"原价|原價|市场价|市場價|划线价|吊牌价|建议零售价|定価|参考価格|メーカー希望小売価格|希望小売価格|"
    r"старая цена|retail(?: price)?|"
    r"lowest price (?:in|of) (?:the )?(?:last )?30 days|niedrigster preis(?: der letzten)? 30 tage|30-tage-bestpreis"
)
_OTHER = (
    r"shipping|delivery|handling|postage|p&p|versand(?:kosten)?|lieferung|zzgl\.?|livraison|frais de port|"
    r"envío|env[ií]os?|frete|entrega|"
    r"spedizione|verzend\w*|bezorg\w*|frakt|leverans|levering|fragt|送料|配送料|运费|運費|邮费|save|saves?|"
    r"saving|savings|you save|sparen|ersparnis|gespart|"
    r"économi\w*|economi\w*|ahorr\w*|ahorro|risparmi\w*|bespaar\w*|spara?r?|coupon|voucher|gutschein\w*|"
    r"promo code|code|cup[oó]n|cupom|bon de réduction|优惠券|"
    r"クーポン|满减|points?|punkte|ポイント|积分|emi|no cost emi|monthly|(?:per|pro|par|al|por|je|im|"
    r"om) (?:month|monat|mois|mes|mês|mese|maand|mån|måned|måneden)|mtl\.?|monatl\.?|dont|installments?|"
    r"instalments?|raten?(?:zahlung)?|monatlich|mensualit\w*|cuotas?|parcelas?|"
    r"rabatt|nachlass|discount|remise|descuento|desconto|sconto|korting|up to|bis zu|jusqu'à|hasta|até|fino a|"
    r"tot|over|above|under|below|unter|orders?|minimum|earn|collect|tax(?:es)?|payments?|repayments?|interest|"
    r"bestellwert|gift cards?|geschenkkarten?|deposit|pfand|trade-?in|cashback|credit|warranty|"
    r"protection(?: plan)?|insurance|garantie|"
    r"versicherung|unit price|grundpreis|prix unitaire|subscribe\w*|subscription|subscriber\w*|abo(?:nnement)?|"
    r"sparabo|suscripci[oó]n|"
    r"assinatura|membership|members?(?: price)?|member's price|fee|import charges|eco-?part\w*|recycling|"
    r"accessory|accessories|zubehör|add|with|plus|"
    r"rent(?:al)?|lease|leasing|finance|financing|klarna|affirm|afterpay|paypal|分期|月供|月々|分割|qty|quantity"
)
_BID = (
    r"current bid|starting bid|start(?:ing)? price|opening bid|winning bid|bids?|aktuelles gebot|startpreis|"
    r"gebote?|enchère\w*|puja\w*|oferta actual|lance|入札|現在(?:の)?価格|開始価格|当前出价|起拍价"
)
_DOUBTFUL = (
    r"regular(?:\s?price)?|normalpris|reg\.?|normal(?:\s?price|preis)|prix normal|precio (?:normal|regular)|通常価格|"
    r"ex(?:cl)?\.?(?:uding)? (?:vat|tax|gst)|net(?:to)?|税抜(?:き|価格)?|税別|本体価格|loja|cartão|prepaid"
)
_NAMED = (
    r"now(?: only)?|our price|your price|sale(?:\s?price)?|deal(?:\s?price)?|special(?:\s?price)?|"
    r"offer(?:\s?price)?|final(?:\s?price)?|current(?:\s?price)?|today|"
    r"cash(?:\s?price)?|buy it now|buy now|sofort-?kaufen|jetzt(?: nur)?|nur|angebot(?:spreis)?|aktionspreis|"
    r"sonderpreis|unser preis|ihr preis|preis|price|"
    r"notre prix|prix(?: promo| spécial| web)?|maintenant|ahora|precio(?: actual| final| de oferta| especial)?|"
    r"oferta|por(?: apenas)?|à vista|pre[cç]o|pix|no pix|"
    r"prezzo|ora|nu|voor|prijs|pris|nupris|tilbud(?:spris)?|kampan[jg]e?pris|extrapris|specialpris|cena|teraz|"
    r"achat immédiat|¡?cómpralo ya|即決(?:価格)?|"
    r"今すぐ落札(?:価格)?|一口价|价格|價格|售价|现价|到手价|促销价|活动价|秒杀价|価格|販売価格|特価|"
    r"税込(?:み)?|"
    r"セール価格|цена|only|just|per card"
)
_FROM = (
    r"from|starting (?:at|from)|starts (?:at|from)|as low as|prices? from|ab|schon ab|bereits ab|preis ab|"
    r"à partir de|a partir de|dès|desde|da|a partire da|vanaf|från|fra|od|от|"
    r"最低|from only|low(?:est)? price"
)
_FILLER = (
    r"(?:[\s:\-=~(\[（【*]|\b(?:is|of|for|just|only|at|de|der|now|price|preis|prix|you|pay|about|approx|ca|by|"
    r"a|an|or|in|with|en|em|para|con|im|für|"
    r"um|von|du|d'|starts?|starting|from|ab|pris)\b\.?)*"
)
_MONTHS = (
    r"(?:/|per|pro|par|al|por|a|je|im|each|every|p\.|i|na|za)?\s?(?:mo(?:nth)?s?\b\.?|monat\w*|mois\b|mes\b|"
    r"mês\b|mese\b|maand\b|mnd\b|mån\w*|måned\w*|"
    r"mies\w*|мес\w*|měs\w*|wk\b|week\b|woche|yr\b|year\b|jahr\b|day\b|tag\b|hour\b|hr\b)|/期|(?:/|每|"
    r"毎)?(?:月|か月|ヶ月|"
    r"个月)|pm\b|p\.m\.|pcm\b|mtl\.?"
)
_UNITS = (
    r"(?:/|per|pro|par|je|al|por|each)\s?(?:\d+\s?)?(?:kg|g|100\s?g|l|liter|litre|ml|m|m²|meter|metre|ft|foot|"
    r"oz|lb|gb|tb|gib|tib|cm|core|fan|module|stick|sheet)\b"
)
_NOT_AFTER = (
    rf"{_MONTHS}|{_UNITS}|shipping|s&h|delivery(?!\s(?:included|incl|free))|versand(?!kostenfrei|frei)\w*|"
    rf"lieferkosten|frais de (?:port|livraison)|de frais|de port|livraison(?! (?:gratuite|incluse|offerte))|"
    r"frete(?! gr)|de env[ií]o|envío(?! gratis)|送料|运费|off\b|(?:i )?(?:frakt|fragt|porto)\b|rabatt|nachlass|"
    r"discount|de réduction|"
    r"de remise|de descuento|de desconto|di sconto|korting|saved?\b(?!\s*[:\d$£€₹R])|gespart|"
    r"savings?\b(?!\s*[:\d$£€₹R])|cash\s?back|back\b|coupon|voucher|gutschein|points?\b|pts?\b|punkte|ポイント|"
    r"pt\b|积分|bids?\b|gebote?|d'[ée]co-?part|[ée]co-?part|deposit|pfand|store credit|credit\b|gift|bonus|"
    r"(?:mail-in |instant )?rebate|"
    r"[x×*]\s?\d|for \d+ (?:months|mo)|over \d+|in \d+ (?:instal|rat|monthly)|(?:sem|sin|con) (?:juros|"
    r"intereses|interés)|s/ juros|cuotas|raten|rate\b|"
    r"more\b|less\b|cheaper|extra|minimum|or more|and over|mindestbestellwert|(?:msrp|mrp|rrp|uvp|"
    r"list price)(?!\s*[:\d₹$£€])|trade-?in|unit price|优惠|满减|引き|off"
)
_FROM_AFTER = r"起(?!拍)|から|〜|~|and up|起售|\+(?=\s*$|\s*[^\s\w$€£¥₹(])|oder mehr"
_DOUBTFUL_AFTER = (
    r"\(?(?:ex(?:cl)?\.?(?:uding)?\s?(?:vat|tax|gst|btw|moms|iva|tva|mwst)|exkl\.?|zzgl\.? mwst|netto|plus vat|"
    r"\+ ?vat|ht\b|hors taxes?|税抜|税別|no cartão|sin iva)"
)
_NAMED_AFTER = (
    r"\(?(?:税込|à vista|no pix|via pix|pix\b|cash|bar\b|al contado|de contado|no boleto|ttc\b|final|"
    r"inc(?:l)?\.? (?:vat|gst))"
)
_BEFORE = {
    name: re.compile(rf"(?:^|[^\w])(?:{words}){_FILLER}$" if name != "times" else words, re.IGNORECASE)
    for name, words in {
        "old": _OLD, "other": _OTHER, "bid": _BID, "doubtful": _DOUBTFUL, "named": _NAMED, "from": _FROM,
        "times":
            r"\d+\s?(?:meses sin intereses|msi|x|×|vezes|cuotas|raten|rate|payments|instal\w+|monthly payments|"
            r"回|期|mensualités|mensualidades|pagos|parcelas|versements|prestazioni|termijnen|betalningar|fois|"
            r"×)\s*(?:de|of|à|von|zu|da|sin interés de|sem juros de|x|@|at)?\s*$",
    }.items()
}  # fmt: skip
_CJK = {name: re.compile(rf"(?:{words}){_FILLER}$") for name, words in {
    "old": r"原价|原價|市场价|市場價|划线价|吊牌价|建议零售价|定価|参考価格|希望小売価格",
    "other":
        r"送料|配送料|运费|運費|优惠券|立减|满\d*减?|节省|已省|ポイント|クーポン|月々|分割|月供|积分|定金|订金|"
        r"首付|頭金",
    "bid": r"入札|現在(?:の)?価格|開始価格|起拍价|当前出价", "doubtful": r"通常価格|税抜(?:き|価格)?|税別|本体価格",
    "named":
        r"价格|價格|售价|现价|到手价|促销价|活动价|秒杀价|販売価格|特価|税込(?:み)?|即決(?:価格)?|一口价|価格|"
        r"价", "from": r"最低",
}.items()}  # fmt: skip
_AFTER = {
    name: re.compile(rf"\s*[,;*]?\s*(?:{words})", re.IGNORECASE)
    for name, words in {
        "not": _NOT_AFTER, "from": _FROM_AFTER, "doubtful": _DOUBTFUL_AFTER, "named": _NAMED_AFTER,
    }.items()
}  # fmt: skip
_ABBREVIATIONS = re.compile(
    r"(?<![a-z])(m\.?r\.?p|m\.?s\.?r\.?p|r\.?r\.?p|u\.?v\.?p|s\.?r\.?p|p\.?v\.?p)\.?(?![a-z])", re.IGNORECASE
)
_STOP = re.compile(
    r"[!?;|•\n]|"
    r"(?<![.\s][a-z])(?<!ord)(?<!reg)(?<!kr)(?<!orig)(?<!rek)(?<!zzgl)(?<!mtl)(?<!monatl)(?<!excl)(?<!ca)\.(?=\s)|"
    r",\s",
    re.IGNORECASE,
)
_FREE_SHIPPING = re.compile(
    r"\s*(?:versandkostenfrei|free shipping|versandfrei|livraison (?:gratuite|offerte)|frete grátis|"
    r"envío gratis|gratis)",
    re.IGNORECASE,
)
_DECIMALS = re.compile(r"[.,]\d{1,2}$")
_PENCE = re.compile(r"(?<![\w.,:/-])(\d{1,2})p(?!\w)")
_STRUCK = re.compile(r"~~[^~]{1,40}~~")  # as Markdown strikes through
_APART = re.compile(r"(?<=\d)[ ]?(?=\.[ ]?\d\d(?!\d))|(?<=\d\.)[ ](?=\d\d(?!\d))|(?<=\d,)[ ](?=\d{3}\.\d\d(?!\d))")
_SPREAD = re.compile(r"(?<=\d)[ ]([.,])[ ](?=\d\d(?!\d)|\d{3}(?:\D|$))")
_NUMBER_NEXT = re.compile(rf"[\s:：]*(?:{MARK})?\s?\d", re.IGNORECASE)
_REDUCED = re.compile(
    r"\b(?:(?:reduced|marked down|down|discounted|dropped) from|(?:reduziert|herabgesetzt|gesenkt) von|"
    r"(?:réduit|baissé|rebajado|reduzido|baixou) de|(?:ribassato|scontato) da|(?:sänkt|nedsat|nedsatt) (?:från|"
    r"fra))[\s:]*$",
    re.IGNORECASE,
)
_THRESHOLD = re.compile(
    r"(?:versand(?:kosten)?frei|portofrei|free (?:shipping|delivery)|gratis (?:versand|verzending|frakt|fragt)|"
    r"env[ií]o gratis|livraison (?:gratuite|offerte)|frete gr[áa]tis|spedizione gratuita)\s*"
    r"(?:ab|from|vanaf|från|fra|över|over|en (?:compras|pedidos)(?: de| desde)?|a partir de|à partir de|dès|desde|da)"
    r"\s*$",
    re.IGNORECASE,
)
_STARS = re.compile(r"\s*[0-5](?:[.,]\d)?\s*\(\s*[\d.,]+\s*\)\s*")  # "4.5 (12)": a rating
_CODE = "|".join(sorted(CODES))
_LABEL_CODE = re.compile(rf"(?<!\d)(?<!\d )(?:\(({_CODE})\)|\b({_CODE}):)[ ]?(?=\d)")
_BARE_WORDS = re.compile(
    r"\b(?:each|ea|pc|pcs|price|preis|prix|precio|preço|prezzo|prijs|pris|incl?\.?|inkl\.?|vat|mwst\.?|tax|"
    r"taxes|of|all|now|only|nur|from|ab|desde|from|à partir de|per|stk|stück)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:-|~|to|bis|à|a|至|〜|～|tot|till)\s*", re.IGNORECASE)
_INSTALMENTS_AHEAD = re.compile(
    r"\s*(?:em|en|in|over|à|or|ou|,)?\s*(?:até|hasta|up to)?\s*\d+\s?(?:x|×|cuotas|parcelas|raten)\b", re.IGNORECASE
)


def mentions(text: str, *, bare: bool = False) -> list[Mention]:
    """Give the prices of a text in reading order; with `bare` a number without a currency counts too.

    Of a range ("10 – 20 €") only the lower end is given, as a price from; of two prices side by side with no word on
    either ("$79 $59") the higher one is the old one.
    """
    usual = _usual(text)
    found: list[Mention] = []
    places: list[re.Match[str]] = []
    ended: re.Match[str] | None
    last, ended = 0, None
    numbers = list(_numbers(usual))
    for place, (match, amount) in enumerate(numbers):
        following = numbers[place + 1][0] if place + 1 < len(numbers) else None
        ranged = following is not None and _is_range(usual, match, following)
        is_upper = ended is not None and _is_range(usual, ended, match)
        mark = _mark(match) or (_mark(following) if ranged and following is not None else "")
        ended = None
        counts = bool(mark or (bare and not _is_time(match)) or _is_round(match))
        if counts and not is_upper:
            said = _mention(usual, match, amount, last)
            found.append(replace(said, mark=mark, is_from=said.is_from or ranged))
            places.append(match)
            ended = match
        if counts:
            last = _after_it(usual, match.end())
    return _without_old(found, places, usual)


def _usual(text: str) -> str:
    """Write the text in one way, whatever way the shop chose."""
    usual = _ABBREVIATIONS.sub(lambda found: found[1].replace(".", ""), plain(text[:LONGEST_TEXT]))
    usual = _LABEL_CODE.sub(lambda found: f"{found[1] or found[2]} ", usual)
    return _PENCE.sub(lambda found: f"£0.{found[1]:0>2}", _APART.sub("", _SPREAD.sub(r"\1", _STRUCK.sub(" | ", usual))))


def _without_old(found: list[Mention], places: list[re.Match[str]], text: str) -> list[Mention]:
    """Mark the higher of two prices side by side as not the price; prices too far apart are of different things."""
    for at, (first, second) in enumerate(itertools.pairwise(found)):
        low, high = sorted((first.amount, second.amount))
        beside = not text[places[at].end() : places[at + 1].start()].strip()
        alike = first.role is second.role is Role.PRICE and first.mark == second.mark
        if beside and alike and low < high <= MOST_REDUCED * low and not (first.is_from or second.is_from):
            higher = at if first.amount == high else at + 1
            found[higher] = replace(found[higher], role=Role.NOT_THE_PRICE)
    return found


def _is_time(match: re.Match[str]) -> bool:
    """Whether a number without a currency is written like a time of day: "14:30"."""
    return bool(match["ore"]) and len(match["number"]) <= 2  # noqa: PLR2004


def _is_round(match: re.Match[str]) -> bool:
    """Whether a number ends like prices alone do: "1 299,-" or "149.–"."""
    return bool(match["tail"]) and match["tail"].strip()[0] in ".,:" and not match["ore"]


def _after_it(text: str, end: int) -> int:
    """Give where the words end that belong to the price before them ("£10 ex VAT")."""
    return next((found.end() for name in ("doubtful", "named", "not") if (found := _trails(name, text, end))), end)


def _trails(name: str, text: str, end: int = 0) -> re.Match[str] | None:
    """Find words on the price before them; "(税抜" and "(ex VAT" before another number are on that."""
    found = _AFTER[name].match(text, end)
    if found and name != "not" and "(" in found[0] and _NUMBER_NEXT.match(text, found.end()):
        return None
    return found


def _is_range(text: str, lower: re.Match[str], upper: re.Match[str]) -> bool:
    """Whether two numbers are the ends of a range: "$10 – $20" or "10 – 20 €", but not "RTX 4090 – $1,599"."""
    if _RANGE.fullmatch(text[lower.end() : upper.start()]) is None:
        return False
    shares = _mark(lower) or not upper["mark"]
    return bool(shares) and _amount(lower) < _amount(upper)


def price_of(text: str, *, bare: bool = True) -> Mention | None:
    """Give the one price that a text states, or None: of several the best named one, then the first."""
    said = mentions(text) or (mentions(text, bare=True) if bare and _may_be_bare(text) else [])
    usable = [each for each in said if each.role]
    return max(usable, key=lambda each: each.role) if usable else None


def _may_be_bare(text: str) -> bool:
    """Whether a number without a currency is likely a price: hardly any other words stand beside it."""
    words = _BARE_WORDS.sub("", plain(text))
    if _STARS.fullmatch(words):
        return False
    return len(re.findall(r"\d[\d.,' ]*", words)) in {1, 2} and not re.search(
        r"[^\W\d_]{2}|%|\d[^\W\d_]|[^\W\d_]\d", words
    )


def _numbers(text: str) -> Iterator[tuple[re.Match[str], Decimal]]:
    for count, match in enumerate(_PRICE.finditer(text)):
        if count >= MOST:
            return
        if match["minus"] or match["minus2"] or match["percent"]:
            continue
        try:
            yield match, _amount(match)
        except NoOfferError:
            continue  # a number in odd places is no price


def _mark(match: re.Match[str]) -> str:
    """Give the currency as written: of two marks of one price ("$1,299 CAD") the ISO code."""
    marks = [match[name] for name in ("code", "mark", "after", "apart", "tight", "euro", "noted") if match[name]]
    return next((mark for mark in marks if mark.upper() in CODES), marks[0] if marks else "")


def _amount(match: re.Match[str]) -> Decimal:
    number = match["number"]
    cents = (
        match["cents"] or match["ore"] or match["raised"] or match["split"] or (match["lone"] if match["mark"] else "")
    )
    if cents and (match["raised"] or not _DECIMALS.search(number)):
        number = f"{number.replace('.', '').replace(',', '')}.{cents}"
    amount = number_of(number)
    if match["myriad"]:
        amount = amount * MYRIAD + int(match["thousands"] or 0) * 1_000 + int(match["rest"] or 0)
    if match["lakh"]:
        amount *= LAKH
    if (match["after"] or match["apart"]) == "¢":
        amount /= 100
    return money(min(amount, LARGEST + 1), match[0])


def _mention(text: str, match: re.Match[str], amount: Decimal, last: int) -> Mention:
    before = _STOP.split(text[max(last, match.start() - NEAR) : match.start()])[-1]
    after = text[match.end() : match.end() + NEAR]
    is_from = bool(_says(before, "from") or _AFTER["from"].match(after))
    role = _role(before, after, is_from=is_from)
    return Mention(
        amount=amount,
        mark="",
        role=role,
        is_from=is_from,
        excerpt=" ".join((before + match[0] + after[:20]).split())[:80],
        is_bid=bool(_says(before, "bid") or re.match(r"\s*\[?\s*\d*\s?(?:bids?|gebote?)\b", after, re.IGNORECASE)),
        is_direct=bool(
            re.search(
                r"buy it now|sofort-?kauf|achat immédiat|cómpralo ya|即決|compralo subito|今すぐ落札",
                before,
                re.IGNORECASE,
            )
        ),
    )


def _says(before: str, what: str) -> bool:
    cjk = _CJK.get(what)
    return bool(_BEFORE[what].search(before)) or (cjk is not None and bool(cjk.search(before)))


def _role(before: str, after: str, *, is_from: bool) -> Role:
    if _says(before, "times") or _AFTER["not"].match(after) or _says(before, "bid"):
        return Role.NOT_THE_PRICE
    if is_from and _FREE_SHIPPING.match(after):
        return Role.NOT_THE_PRICE
    if _is_list(before, after):
        return Role.NOT_THE_PRICE
    if _says(before, "doubtful") or _trails("doubtful", after) or _INSTALMENTS_AHEAD.match(after):
        return Role.DOUBTFUL
    return Role.NAMED if _says(before, "named") or _trails("named", after) else Role.PRICE


def _is_list(before: str, after: str) -> bool:
    """Whether the words before make it another price; the words nearest to it count ("free shipping: now $49")."""
    stripped = re.sub(rf"(?:^|\W)(?:{_FROM}){_FILLER}$", "", before, flags=re.IGNORECASE)
    if _says(stripped, "old") or _says(stripped, "other") or _REDUCED.search(before) or _THRESHOLD.search(before):
        return True
    return bool(
        re.search(r"\bde:?\s*$", before, re.IGNORECASE) and re.search(r"\bpor\b", after, re.IGNORECASE)
    ) and not (_says(before, "from"))


_LABEL = re.compile(rf"\W*(?:{_OLD}|{_OTHER}|{_BID}|{_DOUBTFUL}|{_NAMED}|{_FROM})\s*[:：]?\s*", re.IGNORECASE)
_TAIL_LINE = re.compile(
    rf"\W*(?:{_MONTHS}|{_UNITS}|{_FROM_AFTER}|[x×]\s?\d+.*|(?:sem|sin) (?:juros|intereses))\W*", re.IGNORECASE
)


def label_of(text: str) -> bool:
    """Whether a line is nothing but a word for the price that follows it."""
    return len(text) <= NEAR and (_LABEL.fullmatch(text) is not None or text.rstrip().endswith((":", "：")))


def tail_of(text: str) -> bool:
    """Whether a line is nothing but a word for the price before it ("per month")."""
    return len(text) <= NEAR and _TAIL_LINE.fullmatch(text) is not None
