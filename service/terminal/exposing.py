"""Options that say to whom `careerqa serve` is exposed."""

from pathlib import Path
from typing import Annotated

import typer

KeysFileOption = Annotated[
    Path | None,
    typer.Option(
        help="File of the keys of careerqa keys; without it CAREERQA_KEYS_FILE, or keys.jsonl beside the index."
    ),
]
AllowedHostOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Name by which it may be asked, such as careers.example; repeat it; without it CAREERQA_ALLOWED_HOSTS.",
    ),
]
OpenOption = Annotated[
    bool, typer.Option("--open", help="Let in all who reach it, without a key, also from other machines.")
]
RateOption = Annotated[
    str | None,
    typer.Option(
        help="How often a key, or an address without one, may ask, such as 60/minute, or none; without it CAREERQA_RATE."
    ),
]
TrustedProxyOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ADDRESS",
        help="Proxy, or network of proxies, that is believed from whom a request comes; repeat it; without it CAREERQA_TRUSTED_PROXIES, or none.",
    ),
]
