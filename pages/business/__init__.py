"""The desks of the business subjects, one page each."""
