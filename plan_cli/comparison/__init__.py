"""What changed between two texts, shown as tracked changes in Word, in two columns, as a table, as text."""
