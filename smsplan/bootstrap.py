"""Set a fresh machine up for `make demo` or `make test`, as far as it is not set up already.

Run as a script by whatever Python the machine has, before any package is installed: it imports nothing but the
standard library. It makes `.venv`, installs the locked Python packages with their hashes, the locked front-end
packages by npm, Pango (which lays out the PDFs) and, for the tests, a Chromium. What is there already is left alone.
"""

import hashlib
import importlib.util
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from ctypes import CDLL
from pathlib import Path

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 18
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"

PANGO_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
FONT_PACKAGE = "fonts-dejavu-core"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Stop(Exception):
    """What is missing and what to do about it; printed without a traceback."""


def say(text):
    print(f"-- {text}", flush=True)


def run(command, **options):
    """Run a command of this set-up. Raises Stop when it fails."""
    try:
        subprocess.run([str(part) for part in command], check=True, **options)
    except FileNotFoundError:
        raise Stop(f"{command[0]} was not found.") from None
    except subprocess.CalledProcessError as error:
        line = " ".join(str(part) for part in command)
        raise Stop(f"This command failed with status {error.returncode}: {line}") from None


def works(command, **options):
    """Whether the command runs and succeeds."""
    try:
        return (
            subprocess.run(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=60,
                **options,
            ).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def fingerprint(*paths):
    """A hash of the files' contents, for a stamp that says what was installed from them."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_stamped(stamp, value):
    return stamp.exists() and stamp.read_text().strip() == value


# System packages ----------------------------------------------------------------------------------------------------


def apt_prefix():
    """The words before an apt-get that would work without asking, or None where there is none."""
    if not Path("/etc/debian_version").exists() or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and works(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def apt_install(packages, *, purpose):
    """Install Debian packages. Raises Stop with the one command to run where that needs a password."""
    prefix = apt_prefix()
    if prefix is None:
        raise Stop(f"{purpose} needs system packages. {by_hand(packages)} Then run make again.")
    say(f"installing {', '.join(packages)} ({purpose})")
    settings = ["env", "DEBIAN_FRONTEND=noninteractive"]
    run([*prefix, *settings, "apt-get", "update", "-qq"], stdout=subprocess.DEVNULL)
    run(
        [*prefix, *settings, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        stdout=subprocess.DEVNULL,
    )


def by_hand(packages):
    if Path("/etc/debian_version").exists():
        return f"Install them with: sudo apt-get install {' '.join(packages)}"
    if platform.system() == "Darwin":
        return "Install them with: brew install pango"
    if shutil.which("dnf"):
        return "Install them with: sudo dnf install pango harfbuzz"
    return "Install Pango 1.44 or later (libpango, libpangoft2) and HarfBuzz with its subset library."


# Python -------------------------------------------------------------------------------------------------------------


def check_python():
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        have = platform.python_version()
        raise Stop(
            f"smsplan needs Python {wanted} or later; {sys.executable} is {have}. "
            f"Name a newer one: make demo PYTHON=/path/to/python{wanted}"
        )


def make_venv():
    if works([VENV_PYTHON, "-c", "import pip"]):
        return
    if importlib.util.find_spec("ensurepip") is None:
        version = ".".join(map(str, sys.version_info[:2]))
        apt_install([f"python{version}-venv"], purpose="making .venv")
    say("making .venv")
    run([sys.executable, "-m", "venv", "--clear", VENV])


def install_python_packages(mode):
    """Install the locked packages with hashes, unless a stamp says that exactly these are there."""
    name = "requirements-dev.txt" if mode == "test" else "requirements.txt"
    wanted = fingerprint(ROOT / name)
    stamp = VENV / f".installed-{name}"
    if is_stamped(stamp, wanted):
        return
    say(f"installing Python packages from {name}")
    pip = [VENV_PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run([*pip, "install", "--require-hashes", "-r", ROOT / name])
    stamp.write_text(wanted + "\n")
    if mode == "test":
        # The tests' packages are the application's and more: a demo after them has nothing to install.
        (VENV / ".installed-requirements.txt").write_text(fingerprint(ROOT / "requirements.txt") + "\n")


# Front end ----------------------------------------------------------------------------------------------------------


def npm_and_environment():
    """The machine's npm when its Node is new enough, else the one that the locked Python packages ship."""
    if shutil.which("npm") and shutil.which("node"):
        try:
            version = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=30).stdout.strip()
            if int(version.lstrip("v").split(".")[0]) >= OLDEST_NODE and works(["npm", "--version"]):
                return ["npm"], dict(os.environ)
        except (OSError, ValueError, subprocess.TimeoutExpired):
            pass
    # First on the path, so that what npm starts by the name of node is the same Node.
    path = os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", "")])
    return [VENV / "bin" / "npm"], dict(os.environ, PATH=path)


def install_front_end():
    """Install the locked front-end packages, unless a stamp says that exactly these are there."""
    wanted = fingerprint(ROOT / "package.json", ROOT / "package-lock.json")
    stamp = ROOT / "node_modules" / ".installed-package-lock"
    if is_stamped(stamp, wanted):
        return
    command, environment = npm_and_environment()
    say("installing front-end packages by npm")
    run(
        [*command, "ci", "--no-fund", "--no-audit", "--no-update-notifier", "--loglevel=error"],
        cwd=ROOT,
        env=environment,
    )
    stamp.write_text(wanted + "\n")


# PDFs ---------------------------------------------------------------------------------------------------------------


def pango_loads():
    if platform.system() != "Linux":
        return works([VENV_PYTHON, "-c", "import weasyprint"])
    try:
        for library in PANGO_LIBRARIES:
            CDLL(library)
    except OSError:
        return False
    return True


def has_fonts():
    """Whether there is any font to fall back on; the PDFs' own font comes with the front-end packages."""
    endings = (".ttf", ".otf", ".ttc", ".pfb")
    for folder in FONT_FOLDERS:
        for _, _, names in os.walk(os.path.expanduser(folder)):
            if any(name.lower().endswith(endings) for name in names):
                return True
    return False


def see_to_pango():
    missing = [] if pango_loads() else list(PANGO_PACKAGES)
    if missing and not has_fonts():
        missing.append(FONT_PACKAGE)
    if not missing:
        # A missing font alone is no reason to stop where it cannot be installed.
        if not has_fonts() and apt_prefix() is not None:
            apt_install([FONT_PACKAGE], purpose="a font for PDFs")
        return
    apt_install(missing, purpose="WeasyPrint, which makes the PDFs,")
    # In a new process: this one may have remembered where the libraries were not.
    if not works([VENV_PYTHON, "-c", "import weasyprint"]):
        raise Stop("WeasyPrint still cannot load Pango; .venv/bin/python -c 'import weasyprint' says why.")


# Chromium -----------------------------------------------------------------------------------------------------------


def playwright_chromium():
    """The Chromium that Playwright has installed for itself, or None."""
    code = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    if not VENV_PYTHON.exists():
        return None
    done = subprocess.run([str(VENV_PYTHON), "-c", code], capture_output=True, text=True)
    path = done.stdout.strip()
    return path if done.returncode == 0 and path and Path(path).exists() else None


def find_chromium():
    """The Chromium of the browser tests: the one CHROMIUM names, the machine's, Playwright's, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if works([named, "--version"]) else None
    for name in CHROMIUM_NAMES:
        path = shutil.which(name) or shutil.which(name, path="/usr/bin:/usr/local/bin:/opt/google/chrome")
        if path and works([path, "--version"]):
            return path
    return playwright_chromium()


def see_to_chromium():
    if find_chromium():
        return
    if os.environ.get("CHROMIUM"):
        raise Stop(f"CHROMIUM names {os.environ['CHROMIUM']}, which does not run.")
    if apt_prefix() is not None:
        try:
            apt_install(["chromium"], purpose="the browser tests")
        except Stop as problem:
            say(str(problem))
    if not find_chromium():
        say("installing Playwright's Chromium (the browser tests)")
        with_libraries = ["--with-deps"] if apt_prefix() is not None else []
        try:
            run([VENV_PYTHON, "-m", "playwright", "install", *with_libraries, "chromium"])
        except Stop as problem:
            say(str(problem))
    if not find_chromium():
        raise Stop(
            "The browser tests need Chromium and none could be installed. "
            "Install one, or name one: make test CHROMIUM=/path/to/chromium"
        )


def main(arguments):
    """Set up for `demo` or `test`. Exit status 1 with a plain sentence when something must be done by hand."""
    mode = arguments[0] if arguments else ""
    if len(arguments) != 1 or mode not in ("demo", "test"):
        print("usage: python3 smsplan/bootstrap.py demo|test", file=sys.stderr)
        return 2
    started = time.monotonic()
    # So that SIGTERM ends the command under way too, instead of leaving it behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        check_python()
        make_venv()
        install_python_packages(mode)
        install_front_end()
        see_to_pango()
        if mode == "test":
            see_to_chromium()
    except Stop as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    seconds = time.monotonic() - started
    if seconds > 5:
        say(f"set up in {seconds:.0f} s")
    return 0


if __name__ == "__main__":
    # This file's folder holds names such as celery.py that must not stand before the real packages.
    sys.path.pop(0)
    sys.exit(main(sys.argv[1:]))
