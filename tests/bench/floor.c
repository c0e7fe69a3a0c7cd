/* The floor: about the least that a program of ncurses can do and still answer keys like guatu's. It shows
 * the lines of a CSV file with one of them marked, moves the mark, pages, switches to another part of the
 * lines, takes a text into a field, saves, and shows everything otherwise. Nothing is computed: what stands
 * between it and guatu is what guatu knows. */
#include <fcntl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curses.h>

static char **lines, field[64];
static size_t count, cursor, top, part, otherwise, field_len;

static void read_lines(const char *path)
{
  char *line = NULL;
  size_t size = 0;
  FILE *f = fopen(path, "r");
  while (f && getline(&line, &size, f) > 0) {
    if (count % 1024 == 0)
      lines = realloc(lines, (count + 1024) * sizeof *lines);
    line[strcspn(line, "\n")] = '\0';
    lines[count++] = strdup(line);
  }
  free(line);
  fclose(f);
}

static void draw(void)
{
  size_t shown = (size_t)LINES - 2;
  erase();
  mvprintw(0, 0, "part %zu, line %zu of %zu", part + 1, cursor + 1, count);
  top = cursor < top ? cursor : cursor >= top + shown ? cursor + 1 - shown : top;
  for (size_t i = 0; i < shown && top + i < count; i++) {
    attrset(top + i == cursor ? A_REVERSE : A_NORMAL);
    const char *text = lines[(top + i + part * 20) % count];
    mvaddnstr((int)i + 1, 0, text + (otherwise && strlen(text) > 20 ? 20 : 0), COLS / 2);
    if (top + i == cursor && field_len > 0)
      mvaddstr((int)i + 1, COLS - 20, field);
  }
  attrset(A_NORMAL);
  mvprintw(LINES - 1, 0, "%s", field);
  refresh();
}

/* Write, sync, rename, sync of the folder: the bytes of all lines. */
static void save(const char *path)
{
  char temp[4096];
  snprintf(temp, sizeof temp, "%s.tmp", path);
  FILE *f = fopen(temp, "w");
  for (size_t i = 0; i < count; i++)
    fprintf(f, "%s\n", lines[i]);
  fflush(f);
  fsync(fileno(f));
  fclose(f);
  rename(temp, path);
  int folder = open(".", O_RDONLY | O_DIRECTORY);
  fsync(folder);
  close(folder);
}

int main(int argc, char **argv)
{
  setlocale(LC_ALL, "");
  if (argc != 2)
    return 2;
  read_lines(argv[1]);
  initscr();
  raw();
  noecho();
  keypad(stdscr, TRUE);
  curs_set(0);
  for (bool running = count > 0; running;) {
    draw();
    int key = getch();
    size_t page = (size_t)LINES - 3;
    if (key == KEY_DOWN)
      cursor += cursor + 1 < count;
    else if (key == KEY_UP)
      cursor -= cursor > 0;
    else if (key == KEY_NPAGE)
      cursor = cursor + page < count ? cursor + page : count - 1;
    else if (key == KEY_PPAGE)
      cursor -= cursor < page ? cursor : page;
    else if (key == '\t')
      part = (part + 1) % 4;
    else if (key == '[' || key == 'L')
      otherwise = !otherwise;
    else if (key == '\r' || key == '\n')
      save(argv[1]), field_len = 0;
    else if (key == KEY_BACKSPACE || key == 127)
      field_len -= field_len > 0;
    else if (key == 'q' || key == ERR)
      running = false;
    else if (key > ' ' && key < 127 && field_len + 1 < sizeof field)
      field[field_len++] = (char)key;
    field[field_len] = '\0';
  }
  endwin();
  return 0;
}
