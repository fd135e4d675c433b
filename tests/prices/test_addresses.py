"""Which addresses are fetched: public ones on usual ports."""

import pytest

from prices.addresses import RefusedAddressError, check_address, check_url

REFUSED = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "192.88.99.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1",
    "fd12::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::1", "2001:db8::1", "100::1",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_is_not_public_is_refused(address):
    with pytest.raises(RefusedAddressError, match="is not a public address"):
        check_address(address, allow_loopback=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001:80e::200e"])
def test_a_public_address_is_let_through(address):
    check_address(address, allow_loopback=False)


def test_the_allowance_is_for_loopback_and_nothing_else():
    check_address("127.0.0.1", allow_loopback=True)
    check_address("::1", allow_loopback=True)
    for address in set(REFUSED) - {"127.0.0.1", "127.8.8.8", "::1"}:
        with pytest.raises(RefusedAddressError):
            check_address(address, allow_loopback=True)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://shop.example/", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("//shop.example/", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("http:///path", "names no host"),
        ("http://user@shop.example/", "names no host, or a user"),
        ("http://shop.example@10.0.0.1/", "names no host, or a user"),
        ("http://shop.example:22/", "port 22 is not one of 80, 443, 8080, 8443"),
        ("http://127.0.0.1:6379/", "port 6379"),
        ("http://shop.example:99999/", "cannot be read"),
        ("http://[::1/", "cannot be read"),
        ("http://shop.example/a b", "characters to escape"),
        ("http://shop.example/\r\nHost: other", "characters to escape"),
        ("http://shop.example\\@10.0.0.1/", "characters to escape"),
        ("http://shöp.example/", "characters to escape"),
        ("http://shop.example/" + "a" * 2_000, "longer than 2000 characters"),
    ],
)
def test_an_address_of_the_wrong_kind_is_refused_before_it_is_looked_up(url, why):
    with pytest.raises(RefusedAddressError, match=why):
        check_url(url, allow_loopback=False)


def test_a_usual_address_is_let_through():
    assert check_url("https://shop.example:8443/a?b=c", allow_loopback=False).hostname == "shop.example"
