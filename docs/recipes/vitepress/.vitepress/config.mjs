export default {
  title: 'Course',
  base: '/vitepress/',
  themeConfig: {
    sidebar: [
      { text: 'Week 3', link: '/' },
      { text: 'Week 4', link: '/labels' },
    ],
  },
};
