"""A frame becomes a figure; knows no Streamlit."""
