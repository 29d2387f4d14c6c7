# Writes the text of ${IN} as a C++ literal to ${OUT}.
file(READ ${IN} text)
get_filename_component(folder ${OUT} DIRECTORY)
file(MAKE_DIRECTORY ${folder})
file(WRITE ${OUT} "R\"~~~~(${text})~~~~\"\n")
