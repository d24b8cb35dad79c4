"""List, detail, form, confirm, export, PDF: the pages every register shares. No domain words live here."""
