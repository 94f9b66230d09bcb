"""Everything before Streamlit: the gate, sign-in, health."""
