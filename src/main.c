/* The program: everything is in the commands. */
#include "guatu/commands/command.h"

int main(int argc, char **argv)
{
  return command_main(argc, argv);
}
