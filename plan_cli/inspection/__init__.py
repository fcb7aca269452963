"""Inspection: a PDF or DOCX file of anyone's → its departures from a profile. Reads only, trusts nothing."""
