"""Small components the browser draws itself; text reaches them as data and only as text."""
