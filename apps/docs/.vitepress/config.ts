import { defineConfig } from 'vitepress';

/** Served by the Antiphon server at `/docs/`. Nothing comes from another host: search is a local index, fonts are the system's. */
export default defineConfig({
  srcDir: 'content',
  base: '/docs/',
  lang: 'en',
  title: 'Antiphon',
  description: 'Self-hosted voice agents: events, guides and reference.',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/docs/icon.svg' }]],
  lastUpdated: false,
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/guide/quick-start' },
      { text: 'Events', link: '/reference/events' },
    ],
    sidebar: [
      {
        text: 'Guide',
        items: [
          { text: 'Quick start', link: '/guide/quick-start' },
          { text: 'How a call works', link: '/guide/concepts' },
          { text: 'Tools', link: '/guide/tools' },
          { text: 'Engines', link: '/guide/engines' },
          { text: 'Test an agent', link: '/guide/testing' },
          { text: 'When something is wrong', link: '/guide/errors' },
        ],
      },
      {
        text: 'Reference',
        items: [
          { text: 'Events', link: '/reference/events' },
          { text: 'Commands', link: '/reference/commands' },
          { text: 'HTTP', link: '/reference/http' },
          { text: 'Configuration', link: '/reference/configuration' },
        ],
      },
    ],
  },
});
