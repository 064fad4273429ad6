"""Know the states of the Union, so that a site's law is never a slip of the pen."""

from __future__ import annotations

from typing import Final

CODES: Final = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ"
    " NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR GU VI AS MP"
)
STATES: Final = frozenset(CODES.split())
