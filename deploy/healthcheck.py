"""Whether the web server in this container can answer pages: exit code 0 or 1. Asked as a load balancer asks."""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    address = os.environ.get("BIND", "0.0.0.0:8000").replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - asked, not bound
    # Under the first of the names that the site answers to; a leading dot means its subdomains.
    name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(f"http://{address}/readyz", headers={"Host": name})
    try:
        with urllib.request.urlopen(request, timeout=8) as answer:  # noqa: S310
            sys.stdout.write(answer.read(1000).decode())
            return 0
    except urllib.error.HTTPError as error:
        sys.stdout.write(error.read(1000).decode(errors="replace"))
    except OSError as error:
        sys.stdout.write(str(error))
    return 1


if __name__ == "__main__":
    sys.exit(main())
