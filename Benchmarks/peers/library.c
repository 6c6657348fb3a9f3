// A small library for the `dlopen` reader to load.
int answer(void) { return 42; }
