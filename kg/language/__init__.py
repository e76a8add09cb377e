"""The Vietnamese of the press, below grammar: sentences, dates, numbers of acts, statistical taggers."""
