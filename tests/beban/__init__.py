"""A load of many people at once on the site as it is deployed: `script/bench --beban`, and for hours `script/bench --rendam`."""
