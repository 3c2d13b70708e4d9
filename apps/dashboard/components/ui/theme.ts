/** `undefined`: as the system has it. */
export type Theme = 'dark' | 'light' | undefined;

const NAME = 'antiphon.theme';

/** Sets the kept theme on the root element. A constant text: the page's content policy names it by its hash. */
export const THEME_SCRIPT = `try{var t=localStorage.getItem('${NAME}');if(t==='dark'||t==='light')document.documentElement.dataset.theme=t}catch{}`;

export function readTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === 'dark' || theme === 'light' ? theme : undefined;
}

export function keepTheme(theme: Theme): void {
  if (theme === undefined) {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(NAME);
  } else {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(NAME, theme);
  }
}
