"""Every rule, one module per concern. Importing this package fills the registry; the imports' order is the rules'."""
