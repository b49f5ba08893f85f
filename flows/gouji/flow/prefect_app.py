"""The process of the Prefect server that `gouji serve` starts: Prefect's own application, for this machine only.

`python -m gouji.flow.prefect_app PORT`, with the password in the environment (server.py).
"""

import sys

import uvicorn
from prefect.server.api.server import create_app

from gouji.core.own_origin import LOOPBACK, OwnOriginOnly


def main() -> None:
    uvicorn.run(OwnOriginOnly(create_app(final=True)), host=LOOPBACK, port=int(sys.argv[1]), log_level="error")


if __name__ == "__main__":
    main()
