# Die Abstimmung: Stimmzettel, Quittung, Übung, Ergebnis, Grenzen.
