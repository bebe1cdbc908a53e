"""Official papers: described once as blocks, printed as PDF and as DOCX."""
