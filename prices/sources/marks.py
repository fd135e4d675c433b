"""What the names that shops give to elements (classes, ids) say about what is inside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4.element import Tag

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_APART = re.compile(r"[^a-z0-9\u00c0-\uffff]+")
_NAMING = (
    "class",
    "id",
    "data-testid",
    "data-hook",
    "data-role",
    "data-price-type",
    "data-component",
    "data-automation-id",
    "data-qa",
)
LONGEST_NAME = 400  # characters of all names of an element that are looked at

OLD = re.compile(
    r"-(?:was|old|strike|striked|strikethrough|crossed|listprice|list-price|msrp|rrp|uvp|mrp|srp|previous|"
    r"original|before|compare-at|compare|"
    r"retail|statt|alt|antes|anterior|barre|barré|barrato|vorher|line-through|linethrough|oldprice|wasprice|"
    r"reference|basisprice|text-price|ord|"
    r"alter|streichpreis|pseudo|rrp-price|lowest-30|regular-old|discounted-from|suggested)-"
)
OTHER = re.compile(
    r"-(?:ship|shipping|delivery|deliverycost|versand|versandkosten|postage|emi|instal+ments?|instal+mentprice|"
    r"financ\w*|monthly|per-month|month|ratenzahlung|"
    r"unit-price|unitprice|price-per-unit|price-unit|base-price-unit|grundpreis|referenceprice-unit|coupon|"
    r"voucher|points?|loyalty|rewards?|save|saves|saving|savings|"
    r"you-save|cashback|gift|insurance|warranty|protection|addons?|add-on|trade-in|tradein|subscribe|"
    r"subscription|sns|deposit|membership|member|bid|bids|"
    r"parcel\w*|affirm|klarna|afterpay|percent|percentage|badge|off|promo-code|frete|frakt|livraison|envio|"
    r"shipping-cost|paypal|lease|rent|abo|excl-tax|excluding-tax|ex-vat|exvat|rating|stars?|tax-note)-"
)
NOT_OTHER = re.compile(r"-(?:badge-price|price-badge|sale-price|price-sale|saleprice)-")
STRONG = re.compile(
    r"-(?:now|current|sale|special|final|finalprice|offer|our|today|deal|selling|actual|aktuell|actuel|promo|"
    r"prix-promo|discounted|discount-price|reduced|cash|pix|"
    r"avista|vista|pay|topay|price-to-pay|main|primary|buybox|bin|buynow|core|coreprice|highlight|nu|angebot|"
    r"ourprice|saleprice|sellprice|a-price|spec|tax-in|inc-vat|incl-tax)-"
)
# Shops whose markup is known: Newegg, Amazon, Best Buy, eBay, WooCommerce, Magento, MercadoLibre, JD, Shopware,
# Shopify.
KNOWN = re.compile(
    r"-(?:price-current|core-price\w*|coreprice\w*|a-price|price-view-customer-price|priceview-customer-price|"
    r"x-price-primary|x-bin-price|prc-isum|"
    r"woocommerce-price-amount|price-box|price-wrapper|andes-money-amount|p-price|product-detail-price|"
    r"price-item|priceblock-\w+|tb-rmb-num|"
    r"product-price--price|prod-price|product-inventory|x-quantity|qty-sub-txt|merchant-info)-"
)
WEAK = re.compile(r"-(?:regular|normal|standard)-")
PRICE = re.compile(
    r"(?:price|pris\b|-pris|preis|prix|precio|preço|preco|prezzo|prijs|cena|kaina|hinta|fiyat|amount|-cost-|"
    r"money|价|kakaku|nedan|-kostet-|valor)"
)
STOCK = re.compile(
    r"-(?:stock\w*|availability|available|avail|inventory|lager\w*|verf\w*barkeit|disponib\w*|dispo|voorraad|"
    r"voorradig|instock|outofstock|soldout|sold-out|stockstatus|"
    r"zaiko|kucun|estoque|existencias|saatavuus|lieferstatus|delivery-status|deliverytime|stock-status|qty|"
    r"status|quantity|product-inventory)-"
)
SELLER = re.compile(
    r"-(?:seller|sellername|merchant|merchantname|sold-by|soldby|vendor-name|haendler|verkaeufer|vendeur|"
    r"vendedor|venditore|verkoper|shop-name|shopname|store-name)-"
)
CONDITION = re.compile(r"-(?:condition|zustand|état|etat|estado|condizione|conditie|skick|stand|item-condition|成色)-")
BESIDE = re.compile(
    r"-(?:related|recommend\w*|recs|recos?|also|upsells?|up-sells?|cross-?sell\w*|similar|sponsored|carousel|"
    r"swiper|slider|slick|accessor\w*|bought|fbt|"
    r"recently|viewed|history|minicart|mini-cart|cart-drawer|cart-items?|footer|nav|navbar|navigation|megamenu|"
    r"breadcrumbs?|cookies?|consent|newsletter|"
    r"reviews?|comments?|qa|faq|comparison|compare-products|ads?|advert\w*|ad-banner|banner|other-sellers|"
    r"other-offers|more-offers|olp|alternatives?|zubehör|zubehoer|empfehlung\w*|"
    r"ähnlich\w*|topbar|top-bar|announcement|modal|popup|dialog|drawer|toast|tooltip|bundle|bundles|"
    r"frequently\w*|suggest\w*|you-may|may-like|customers|"
    r"crosssell\w*|kunden|trending|bestsellers?|gdpr|sidebar|warranty|protection-plans?|trade-in|tradein|"
    r"bottom-bar|widget|listing|product-grid|hidden-products|variants-hidden|"
    r"wishlist|products-list|product-list|search-results?|results|tabs-accessories|combo|set-offers|addons?|"
    r"addon|关联|推荐|猜你喜欢|おすすめ)-"
)
BUTTON_NAME = re.compile(
    r"-(?:add-to-cart|addtocart|add-to-basket|addtobasket|buy-now|buynow|add-to-bag|btn-buy|buy-button|"
    r"btn-cart|add-cart|cart-add)-"
)
HIDDEN = re.compile(
    r"-(?:hidden|d-none|is-hidden|hide|invisible|display-none|u-hidden|hidden-xs-up|js-template|template)-"
)
CENTS = re.compile(r"-(?:cents?|fraction|decimals?|centimes?|price-sup|penny|pence|kopecks?|supsize)-")
OFFSCREEN = re.compile(r"-(?:offscreen|sr-only|visually-hidden|screen-reader\w*)-")


def names_of(tag: Tag) -> str:
    """Give the names of an element as "-one-two-three-", in small letters and cut at capitals."""
    written = []
    for attribute in _NAMING:
        value = tag.get(attribute)
        if value:
            written.append(" ".join(value) if isinstance(value, list) else str(value))
    if not written:
        return ""
    return f"-{_APART.sub('-', _CAMEL.sub('-', ' '.join(written)[:LONGEST_NAME]).lower())}-"
