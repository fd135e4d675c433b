"""Names that read like another's: who looks after the place is not to be imitated.

Names are made of a to z, digits and . _ - (`account_forms.USERNAME`), so no letter of another script and nothing
without a shape gets this far; what is left is what looks alike within those.
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Q

from community.roles import MODERATORS

ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "2": "z", ".": "", "_": "", "-": ""})
PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def skeleton(name: str) -> str:
    """Give what a name looks like at a glance."""
    folded = name.casefold()
    for pair, letter in PAIRS:
        folded = folded.replace(pair, letter)
    return folded.translate(ALIKE)


def like_staff(name: str) -> bool:
    """Tell whether a name looks like that of an operator or a moderator. One query: they are few."""
    staff = User.objects.filter(Q(is_staff=True) | Q(is_superuser=True) | Q(groups__name=MODERATORS))
    looks = skeleton(name)
    return any(skeleton(each) == looks for each in staff.values_list("username", flat=True).distinct())
