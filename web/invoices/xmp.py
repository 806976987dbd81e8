"""
The note in a PDF that it is a Factur-X invoice: four properties, and the schema that declares them.

typst writes no metadata of other schemas. They are added by an incremental update, as PDF allows:
the metadata is written again at the end of the file, and what was there before stays as it was. So
the bytes depend on nothing but the file.
"""

import re

METADATA = re.compile(rb"/Metadata (\d+) 0 R")
STREAM = re.compile(rb"<<\s*/Length \d+.*?>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)", re.DOTALL)
NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
PROPERTIES = {
    "DocumentFileName": ("factur-x.xml", "The name of the embedded XML document"),
    "DocumentType": ("INVOICE", "The type of the hybrid document in capital letters"),
    "Version": ("1.0", "The version of the standard"),
    "ConformanceLevel": ("EN 16931", "The conformance level of the embedded XML document"),
}


def as_factur_x(pdf: bytes) -> bytes:
    """The same PDF/A with the properties of Factur-X in its metadata."""
    [number] = set(METADATA.findall(pdf))
    start = pdf.index(b"\n%s 0 obj" % number) + 1
    stream = STREAM.search(pdf, start)
    trailer = TRAILER.search(pdf)
    assert stream is not None
    assert trailer is not None
    metadata = _with_properties(stream[1].decode()).encode()
    update = b"%s 0 obj\n<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream\nendobj\n"
    written = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    body = update % (number, len(metadata), metadata)
    references = b"xref\n%s 1\n%010d 00000 n \n" % (number, len(written))
    end = b"trailer\n<<%s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n"
    return written + body + references + end % (trailer[1], trailer[2], len(written) + len(body))


def _with_properties(xmp: str) -> str:
    values = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (value, _) in PROPERTIES.items())
    declared = "".join(_declared(name, about) for name, (_, about) in PROPERTIES.items())
    schema = (
        '<rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>"
        "<pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{declared}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
    schemas = "<pdfaExtension:schemas><rdf:Bag>"
    assert schemas in xmp
    noted = f'<rdf:Description rdf:about="" xmlns:fx="{NAMESPACE}">{values}</rdf:Description>'
    return xmp.replace(schemas, schemas + schema).replace("</rdf:RDF>", f"{noted}</rdf:RDF>")


def _declared(name: str, about: str) -> str:
    return (
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{about}</pdfaProperty:description></rdf:li>"
    )
