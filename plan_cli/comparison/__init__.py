"""What changed between two texts, and how it is shown: as tracked changes in Word, in two columns, as a table, as text."""
