# Anmelden und das eigene Konto.

