"""Statistics of exams: ``items`` · ``reliability`` · ``decisions`` at the line · ``raters`` · ``shown`` says what n allows.

Undefined is None, never 0, NaN or 1. Variances: ÷(n−1) for everything shown, ÷n inside KR-20 and KR-21.
"""
