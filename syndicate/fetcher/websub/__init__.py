"""WebSub (W3C Recommendation, 23 January 2018), the subscriber's side: pure functions."""
