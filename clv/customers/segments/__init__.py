"""Who is alike: RFM scores and named segments, clusters, and how well they hold."""
