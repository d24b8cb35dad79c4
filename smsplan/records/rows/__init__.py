"""Parts of a record that consist of rows, such as a plan's resources: asked for in its form, saved with it, told."""
