"""What the community refuses, in the API's terms: 429 with when to come back, 403 for not this person, else 400."""

from __future__ import annotations

from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from rest_framework.exceptions import APIException, PermissionDenied, ValidationError

from community.refusing import LimitedError, NotAllowedError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator


class TooOftenError(APIException):
    """Too often; `wait` is in how many seconds to come back."""

    status_code = HTTPStatus.TOO_MANY_REQUESTS
    default_code = "throttled"

    def __init__(self, error: LimitedError) -> None:
        """Keep the words and the wait."""
        super().__init__(error.message)
        self.wait = error.wait


@contextmanager
def refusals() -> Iterator[None]:
    """Say of what is refused inside why, as a problem."""
    try:
        yield
    except LimitedError as error:
        raise TooOftenError(error) from error
    except NotAllowedError as error:
        raise PermissionDenied(error.message) from error
    except RefusedError as error:
        raise ValidationError({error.field: error.message}) from error
