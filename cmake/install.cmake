# cmake --install BUILD --prefix PREFIX: the program, and under share/quartet what it looks for there (host/app/report_runner.cpp,
# host/app/run_command.cpp). A prefix can be moved: the program starts from its own place.
install(TARGETS quartet RUNTIME DESTINATION bin)
install(DIRECTORY python/quartet DESTINATION share/quartet/python PATTERN __pycache__ EXCLUDE)
install(DIRECTORY models/weights/ DESTINATION share/quartet/weights PATTERN make EXCLUDE)
install(DIRECTORY examples DESTINATION share/quartet USE_SOURCE_PERMISSIONS PATTERN __pycache__ EXCLUDE)
install(FILES LICENSE CITATION.cff DESTINATION share/doc/quartet)
