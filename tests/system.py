"""What the tests need of the system: a headless Chromium, its driver, and a Chinese font for it.

Installed here where it can be (Debian and its like, as root or with sudo); elsewhere it is told what to install.
"""

import shutil
import subprocess
import sys

PACKAGES = ["chromium", "chromium-driver", "fonts-noto-cjk"]


def main() -> int:
    if shutil.which("chromedriver") and any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        return 0
    apt, sudo = shutil.which("apt-get"), shutil.which("sudo")
    if apt and (prefix := _root(sudo)) is not None:
        for command in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *PACKAGES]):
            print("+", *prefix, "apt-get", *command, flush=True)
            done = subprocess.run([*prefix, "env", "DEBIAN_FRONTEND=noninteractive", apt, *command], check=False)
            if done.returncode:
                break
        else:
            return 0
    print(
        "网页测试需要 Chromium（或 Chrome）与 chromedriver，未能自动安装；缺少时这些测试跳过。"
        f" The tests of the pages need Chromium (or Chrome) and chromedriver: install {', '.join(PACKAGES)}"
        " or their like; without them those tests are skipped.",
        file=sys.stderr,
    )
    return 0


def _root(sudo: str | None) -> list[str] | None:
    """What to put before a command that needs root; None where that cannot be had without asking."""
    if subprocess.run(["id", "-u"], capture_output=True, text=True, check=False).stdout.strip() == "0":
        return []
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


if __name__ == "__main__":
    sys.exit(main())
