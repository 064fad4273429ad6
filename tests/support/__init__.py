"""Own what tests share and no test is about: databases, pages, mail, processes, browsers."""
