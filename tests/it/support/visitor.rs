//! Someone with a browser: cookies, links, forms; no JavaScript.

use std::{net::IpAddr, sync::Arc, time::Duration};

use reqwest::{
    Client, RequestBuilder, Response,
    cookie::Jar,
    multipart::{Form as Multipart, Part},
};

use super::{Codes, Form, Letter, MailFolder, Page, eventually};

/// A person at a server, signed in or not.
#[derive(Clone)]
pub struct Visitor {
    base_url: String,
    client: Client,
    /// What this browser was given to keep.
    pub jar: Arc<Jar>,
    /// The app on this person's telephone that shows codes.
    pub codes: Codes,
    /// Where this person's letters come in, and at which address, where it is known.
    pub letters: Option<(MailFolder, String)>,
}

impl Visitor {
    pub fn new(base_url: &str) -> Self {
        Self::from_network(base_url, None)
    }

    /// The same at a network address of this machine, such as 127.1.2.3.
    pub fn from_network(base_url: &str, own: Option<IpAddr>) -> Self {
        let jar = Arc::new(Jar::default());
        let client = Client::builder()
            .local_address(own)
            .cookie_provider(Arc::clone(&jar))
            // The server ends a connection that rests for five seconds, perhaps just when it is
            // used again.
            .pool_idle_timeout(Duration::from_secs(2));
        Self {
            base_url: base_url.to_owned(),
            client: client.build().unwrap(),
            jar,
            codes: Codes::default(),
            letters: None,
        }
    }

    /// The same person, with the same cookies, at another server of the same
    /// place.
    #[must_use]
    pub fn at(&self, base_url: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            client: self.client.clone(),
            jar: Arc::clone(&self.jar),
            codes: self.codes.clone(),
            letters: self.letters.clone(),
        }
    }

    /// Follows a path of this server, or a whole address of it from a letter.
    /// Where a second factor is asked for, this person has one and gives its code.
    pub async fn get(&self, target: &str) -> Page {
        let page = self.get_as_it_stands(target).await;
        if !Codes::are_asked(&page) {
            return page;
        }
        self.gives_a_code().await;
        self.get_as_it_stands(target).await
    }

    /// Adds a second factor, or gives its code.
    pub async fn gives_a_code(&self) {
        let mut page = self.get_as_it_stands("/room/factor").await;
        let mut links = page.links().into_iter();
        // Whoever signed in long ago does so once more before they add one.
        if let Some((_, way)) = links.find(|(_, target)| target.contains("afresh=yes")) {
            let (letters, address) = self.letters.as_ref().expect("a mailbox");
            page = self.signs_in_once_more(&way, letters, address).await;
        }
        let forms = page.forms();
        let Some(form) = forms
            .iter()
            .find(|form| form.action == "/room/factor" || form.action == "/room/factor/code")
        else {
            return;
        };
        let answer = self
            .send(&form.clone().with("code", &self.codes.for_page(&page)))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    /// Signs in by a mailed link where the page says so; the page it leads back to.
    pub async fn signs_in_once_more(&self, way: &str, letters: &MailFolder, address: &str) -> Page {
        let before = letters.to(address).len();
        let page = self.get_as_it_stands(way).await;
        let sent = self
            .submit(&page, "/sign-in", &[("address", address)])
            .await;
        assert_eq!(sent.path, "/sign-in/sent", "{}", sent.text());
        let link = eventually("a letter with a link", async || {
            link_among(&letters.to(address)[before..])
        })
        .await;
        let page = self.get_as_it_stands(&link).await;
        self.submit(&page, "/sign-in/link", &[]).await
    }

    /// Signs in again at a server that may be dying; `None` when no whole answer came, or no
    /// letter in a few seconds.
    pub async fn try_sign_in(&self) -> Option<()> {
        let (letters, address) = self.letters.as_ref()?;
        let before = letters.to(address).len();
        let page = self.try_get("/sign-in").await?;
        let mut forms = page.forms().into_iter();
        let form = forms.find(|form| form.action == "/sign-in")?;
        self.try_send(&form.with("address", address)).await?;
        let mut link = None;
        for _ in 0..50 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            link = link_among(&letters.to(address)[before..]);
            if link.is_some() {
                break;
            }
        }
        let page = self.try_get(&link?).await?;
        let mut forms = page.forms().into_iter();
        let form = forms.find(|form| form.action == "/sign-in/link")?;
        self.try_send(&form).await?;
        Some(())
    }

    /// Gives the code of a second factor to a server that may be dying; `None` when no whole
    /// answer came.
    pub async fn try_give_a_code(&self) -> Option<()> {
        let page = self.try_get("/room/factor").await?;
        let mut forms = page.forms().into_iter();
        let form = forms.find(|form| form.action == "/room/factor/code")?;
        self.try_send(&form.with("code", &self.codes.for_page(&page)))
            .await?;
        Some(())
    }

    /// Follows a path, and gives no code whatever the answer asks.
    pub async fn get_as_it_stands(&self, target: &str) -> Page {
        let response = self.client.get(self.address(target)).send().await.unwrap();
        page_of(response).await
    }

    /// Sends a form as it stands.
    pub async fn send(&self, form: &Form) -> Page {
        let action = self.address(&form.action);
        let request = self.client.post(action).form(&form.fields);
        page_of(request.send().await.unwrap()).await
    }

    /// Sends a form to a server that may be dying; `None` when no whole answer
    /// came.
    pub async fn try_send(&self, form: &Form) -> Option<Page> {
        let request = self.client.post(self.address(&form.action));
        whole(request.form(&form.fields)).await
    }

    /// Follows a path of a server that may be dying; `None` when no whole answer
    /// came.
    pub async fn try_get(&self, target: &str) -> Option<Page> {
        whole(self.client.get(self.address(target))).await
    }

    /// Fills a page's form (the first whose action ends so) and sends it.
    pub async fn submit(&self, page: &Page, action_end: &str, values: &[(&str, &str)]) -> Page {
        let mut form = page.form(action_end);
        for (name, value) in values {
            form = form.with(name, value);
        }
        self.send(&form).await
    }

    /// Sends a form with files, each under the name of its control.
    pub async fn upload(&self, form: &Form, files: &[(&str, &[u8])]) -> Page {
        let request = self.with_files(form, files);
        page_of(request.send().await.unwrap()).await
    }

    /// The same to a server that may be dying; `None` when no whole answer came.
    pub async fn try_upload(&self, form: &Form, files: &[(&str, &[u8])]) -> Option<Page> {
        whole(self.with_files(form, files)).await
    }

    fn with_files(&self, form: &Form, files: &[(&str, &[u8])]) -> RequestBuilder {
        let mut body = Multipart::new();
        for (name, value) in &form.fields {
            body = body.text(name.clone(), value.clone());
        }
        for (name, bytes) in files {
            let part = Part::bytes(bytes.to_vec()).file_name((*name).to_owned());
            body = body.part((*name).to_owned(), part);
        }
        self.client.post(self.address(&form.action)).multipart(body)
    }

    /// The client itself, with this person's cookies, for what forms do not do.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The whole address of a path. An address from a letter names the site's
    /// public origin; its path is what counts here.
    pub fn address(&self, target: &str) -> String {
        let path = target.split_once("://").map_or(target, |(_, rest)| {
            rest.find('/').map_or("/", |start| &rest[start..])
        });
        format!("{}{path}", self.base_url)
    }
}

/// The link that signs somebody in, where a letter has one.
fn link_among(letters: &[Letter]) -> Option<String> {
    let mut links = letters.iter().flat_map(Letter::links);
    links.find(|link| link.contains("/sign-in/link"))
}

/// The whole answer of a server that may be dying.
async fn whole(request: RequestBuilder) -> Option<Page> {
    let response = request.send().await.ok()?;
    let (path, status) = (response.url().path().to_owned(), response.status());
    let headers = response.headers().clone();
    let html = response.text().await.ok()?;
    Some(Page {
        path,
        status,
        headers,
        html,
    })
}

async fn page_of(response: Response) -> Page {
    let path = match response.url().query() {
        Some(query) => format!("{}?{query}", response.url().path()),
        None => response.url().path().to_owned(),
    };
    Page {
        path,
        status: response.status(),
        headers: response.headers().clone(),
        html: response.text().await.unwrap(),
    }
}
