"""One module a question kind that is put to the learner; found by module name, so that adding one needs no list to edit."""
