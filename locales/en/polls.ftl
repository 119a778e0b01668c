# The vote: ballot, receipt, practice, results, limits.
