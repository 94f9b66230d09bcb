"""What the raw files of the public profile say, by SQL that shares nothing with the product."""
