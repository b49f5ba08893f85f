"""dcat.jsonld: the data package said again in DCAT 3, by which catalogues of open data take it in."""

import json
from pathlib import Path

from .manifest import PACKAGE

_CONTEXT = {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "@language": "zh"}


def write_dcat(folder: Path) -> None:
    """Write dcat.jsonld beside the datapackage.json of `folder`; addresses are relative to where it is hosted."""
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    files = [
        {
            "@type": "dcat:Distribution",
            "dct:title": each["title"],
            "dct:description": each["description"],
            "dcat:downloadURL": {"@id": path},
            "dcat:mediaType": each["mediatype"],
        }
        for each in package["resources"]
        for path in ([each["path"]] if isinstance(each["path"], str) else each["path"])
    ]
    dataset = {
        "@context": _CONTEXT,
        "@type": "dcat:Dataset",
        "dct:title": package["title"],
        "dct:description": package["description"],
        "dct:modified": package["created"],
        "dcat:version": package["version"],
        "dcat:keyword": package["keywords"],
        "dct:license": package["licenses"][0]["name"],
        "dct:source": [each["title"] for each in package["sources"]],
        "dcat:distribution": files,
    }
    (folder / "dcat.jsonld").write_text(json.dumps(dataset, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
