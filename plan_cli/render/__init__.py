"""Documents → PDF, DOCX and HTML. The only package that knows pandoc and typst; it knows nothing of git."""
