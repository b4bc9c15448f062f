-- It now looks its names up wherever its caller says.
alter function rollcall.keep_class_identity() reset search_path;
