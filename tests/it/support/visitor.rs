//! Someone with a browser: cookies, links, forms; no JavaScript.

use std::{net::IpAddr, sync::Arc};

use reqwest::{
    Client, RequestBuilder, Response,
    cookie::Jar,
    multipart::{Form as Multipart, Part},
};

use super::{Codes, Form, Page};

/// A person at a server, signed in or not.
#[derive(Clone)]
pub struct Visitor {
    base_url: String,
    client: Client,
    /// What this browser was given to keep.
    pub jar: Arc<Jar>,
    /// The app on this person's telephone that shows codes.
    pub codes: Codes,
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
            .cookie_provider(Arc::clone(&jar));
        Self {
            base_url: base_url.to_owned(),
            client: client.build().unwrap(),
            jar,
            codes: Codes::default(),
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
        let page = self.get_as_it_stands("/room/factor").await;
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
