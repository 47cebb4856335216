// PINHashing
