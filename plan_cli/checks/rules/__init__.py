"""The rules: one class a code, grouped by what they are about. The checks beside this package find what breaks them."""
