"""Documents -> staged Arrow: readings kept from earlier runs, batches for workers, machines of a cluster."""
