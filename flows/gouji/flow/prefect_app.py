"""The process of a Prefect server that Gouji starts: Prefect's own application, for this machine only.

`python -m gouji.flow.prefect_app PORT [attended]`, with the password in the environment (server.py); attended: it ends
when nobody holds the other end of its standard input any more.
"""

import gc
import os
import signal
import sys
import threading

from gouji.core.own_origin import LOOPBACK, OwnOriginOnly


def main(port: str, *attended: str) -> None:
    if attended:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.disable()  # what is imported stays, and looking for cycles in it takes a fifth of the start
    import uvicorn
    from prefect.server.api.server import create_app

    app = create_app(final=True)
    gc.freeze()
    gc.enable()
    uvicorn.run(OwnOriginOnly(app), host=LOOPBACK, port=int(port), log_level="error")


def _end_with_parent() -> None:
    while os.read(0, 1):  # not by sys.stdin, whose lock the end of the interpreter waits for
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(*sys.argv[1:])
