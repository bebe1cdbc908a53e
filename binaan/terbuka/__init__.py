"""Open data: what anybody may take away, with its metadata, while HALAMAN_PUBLIK is on."""
