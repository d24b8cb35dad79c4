"""What the demo organization says and does, as plain data. Days are counted backwards from the day it is loaded."""
